"""Staff write pieces: everything in one form, saved together, without touching what orders reserve meanwhile."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cooperatives.photos.models import Photo
from shop.catalogue.models import Category, Product, ProductClass
from shop.order.sending import mark_as_sent
from shop.partner.models import Partner, StockRecord
from tests import factories
from tests.shop.dashboard.forms_filled_in import filled_in
from tests.shop.dashboard.piece_form import (
    FORM,
    all_filled_in,
    create,
    edit_address,
    errors_of,
    new_page,
    picture,
    saved,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(boss) -> dict:
    """A new piece, all filled in."""
    return all_filled_in(boss)


def test_a_piece_is_written_with_all_that_belongs_to_it(boss, filled):
    answer = create(boss, filled)

    assert answer.status_code == 302, errors_of(answer)
    piece = Product.objects.get()
    stock = piece.stockrecords.get()
    assert [(part.cooperative.name, part.weight) for part in piece.contributions.all()] == [
        ("Weavers", 3),
        ("Potters", 1),
    ]
    assert {price.currency: price.amount for price in stock.prices.all()} == {
        "EUR": Decimal(40),
        "RWF": Decimal(52000),
    }
    assert (stock.num_in_stock, stock.partner.cooperative.name) == (4, "Weavers")
    assert piece.images.get().original.description == "A basket from above"
    assert (piece.materials.get().name, piece.colours.get().name, piece.artisans.count()) == ("Sisal", "Clay", 1)


def test_the_first_piece_of_a_cooperative_makes_its_partner(boss, filled):
    Partner.objects.all().delete()

    create(boss, filled)

    assert Partner.objects.get().cooperative.name == "Weavers"


def test_saving_a_page_without_changing_anything_changes_nothing(boss, filled):
    create(boss, filled)
    piece = Product.objects.get()
    before = [list(rows) for rows in everything_about(piece)]

    answer = saved(boss, piece)

    assert answer.status_code == 302, errors_of(answer)
    assert [list(rows) for rows in everything_about(piece)] == before


def everything_about(piece):
    stock = StockRecord.objects.get(product=piece)
    yield Product.objects.filter(pk=piece.pk).values("title", "description", "height_cm", "weight_grams", "slug")
    yield piece.contributions.values("id", "cooperative", "weight", "work")
    yield stock.prices.values("id", "currency", "amount")
    yield StockRecord.objects.filter(pk=stock.pk).values("num_in_stock", "num_allocated", "partner", "partner_sku")
    yield piece.images.values("id", "original", "caption", "display_order")


def test_pictures_are_put_in_order_described_and_taken_away(boss):
    piece = factories.piece()
    first, second = factories.picture_of(piece), factories.picture_of(piece, colour="#2c4a7c")

    saved(boss, piece, **{"images-0-display_order": "9", "images-1-display_order": "1", "images-1-caption": "Blue"})

    assert list(piece.images.values_list("pk", "display_order")) == [(second.pk, 0), (first.pk, 1)]
    saved(boss, piece, **{"images-0-DELETE": "on"})
    assert piece.images.get() == first
    assert Photo.objects.count() == 2  # the library keeps it


def test_a_price_is_changed_added_and_taken_away(boss):
    piece = factories.piece(prices={"EUR": "40.00", "USD": "44.00"})

    saved(
        boss, piece,
        **{"stockrecords-0-price_EUR": "41.50", "stockrecords-0-price_USD": "", "stockrecords-0-price_RWF": "53000"},
    )  # fmt: skip

    prices = piece.stockrecords.get().prices
    assert dict(prices.values_list("currency", "amount")) == {"EUR": Decimal("41.50"), "RWF": Decimal(53000)}


def test_pieces_ordered_while_the_page_was_open_stay_reserved(boss, stripe):
    piece = factories.piece(stock=5)
    page = filled_in(boss.get(edit_address(piece)), FORM, title="A new name")
    mark_as_sent(order=factories.paid_order(stripe, (piece, 2)))
    factories.order(piece)

    answer = boss.post(edit_address(piece), page)

    stock = piece.stockrecords.get()
    assert answer.status_code == 302, errors_of(answer)
    assert (stock.num_in_stock, stock.num_allocated) == (3, 1)


def test_a_number_that_changed_meanwhile_is_asked_for_again(boss, stripe):
    piece = factories.piece(stock=5)
    page = filled_in(boss.get(edit_address(piece)), FORM, **{"stockrecords-0-num_in_stock": "6"})
    mark_as_sent(order=factories.paid_order(stripe, (piece, 2)))

    answer = boss.post(edit_address(piece), page)

    assert "It was 5 when you opened this page and is 3 by now" in errors_of(answer)
    assert piece.stockrecords.get().num_in_stock == 3


def test_there_cannot_be_fewer_than_are_ordered(boss):
    piece = factories.piece(stock=5)
    factories.order((piece, 3))

    answer = saved(boss, piece, **{"stockrecords-0-num_in_stock": "2"})

    assert "3 of them are ordered" in errors_of(answer)


def test_a_saved_piece_is_handed_to_the_search_index(boss, filled):
    create(boss, filled)

    asked = [row.args_kwargs["args"] for row in DBTaskResult.objects.filter(task_path__contains="insert_or_update")]
    assert ["catalogue", "product", str(Product.objects.get().pk)] in asked


def test_pieces_are_published_together_and_the_index_told(boss):
    piece = factories.piece(is_public=False)
    DBTaskResult.objects.all().delete()
    listing = reverse("dashboard:catalogue-product-list")

    page = boss.post(listing, {"action": "make_products_public", "selected_product": [piece.pk]}, follow=True)
    boss.post(page.redirect_chain[-1][0], {"selected_products": [piece.pk]})

    piece.refresh_from_db()
    assert piece.is_public
    assert DBTaskResult.objects.filter(task_path__contains="insert_or_update").count() == 1


def test_prices_cannot_be_set_for_many_pieces_at_once(boss):
    piece = factories.piece()

    boss.post(
        reverse("dashboard:catalogue-product-list"), {"action": "set_product_price", "selected_product": [piece.pk]}
    )
    answer = boss.get(reverse("dashboard:catalogue-product-list"))

    assert "set_product_price" not in answer.content.decode()
    assert answer.wsgi_request.session.get("bulk_intermediate") is None


def test_a_kind_of_pieces_has_no_picture_of_its_own_and_a_plain_description(boss):
    page = boss.get(reverse("dashboard:catalogue-category-create"))
    place = {"treebeard_position": "first-child", "treebeard_ref_node": "", "is_public": "on", "image": picture()}

    answer = boss.post(
        reverse("dashboard:catalogue-category-create"),
        place | {"name": "Mugs", "description": "<b onclick=alert(1)>Mugs</b>"},
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert 'name="image"' not in page.content.decode()
    mugs = Category.objects.get(name="Mugs")
    assert (mugs.description, bool(mugs.image)) == ("Mugs", False)


def test_the_form_is_there_in_a_shop_that_has_no_piece_yet(boss):
    assert not ProductClass.objects.exists()

    answer = new_page(boss)

    assert answer.status_code == 200


def test_a_piece_that_was_ordered_can_be_deleted_and_the_order_stays(boss, stripe):
    piece = factories.piece("Gone")
    order = factories.paid_order(stripe, piece)

    answer = boss.post(reverse("dashboard:catalogue-product-delete", args=[piece.pk]))

    assert answer.status_code == 302
    assert order.lines.get().title == "Gone"
    assert boss.get(reverse("dashboard:order-detail", args=[order.number])).status_code == 200
    assert mark_as_sent(order=order)
