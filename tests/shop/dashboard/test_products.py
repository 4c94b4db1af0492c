"""Staff write pieces: everything in one form, and nothing is lost when something in it is wrong."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image

from cooperatives.photos.models import Photo
from shop.catalogue.models import Category, Colour, Material, Product, ProductClass
from shop.order.sending import mark_as_sent
from shop.partner.models import Partner, StockRecord
from tests import factories
from tests.shop.dashboard.forms_filled_in import filled_in

pytestmark = pytest.mark.django_db
FORM = "create_update_product_form"


def picture(name: str = "basket.jpg", colour: str = "#a2401f") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (48, 32), colour).save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def new_page(boss):
    return boss.get(reverse("dashboard:catalogue-product-create"), follow=True)


def edit_address(piece: Product) -> str:
    return reverse("dashboard:catalogue-product", kwargs={"pk": piece.pk})


def saved(boss, piece: Product, **changes):
    """Open the page of a piece, change something, save; answers with what came back."""
    return boss.post(edit_address(piece), filled_in(boss.get(edit_address(piece)), FORM, **changes))


def errors_of(answer) -> str:
    context = answer.context
    told = [*context["form"].errors.values()]
    for name in ("category_formset", "contribution_formset", "image_formset", "stockrecord_formset"):
        told += [error for form in context[name].forms for error in form.errors.values()]
        told.append(context[name].non_form_errors())
    return " ".join(str(error) for error in told if error)


@pytest.fixture
def filled(boss):
    """A new piece, all filled in."""
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters")
    artisan = factories.artisan(weavers)
    sisal = Material.objects.create(name="Sisal", slug="sisal")
    clay = Colour.objects.create(name="Clay", slug="clay", swatch="#a2401f")
    return filled_in(
        new_page(boss),
        FORM,
        **{
            "title": "A basket",
            "summary": "Tight coils.",
            "description": "Made in the afternoon.",
            "technique": "coiled",
            "care": "Dust it.",
            "materials": [sisal.pk],
            "colours": [clay.pk],
            "height_cm": "12.5",
            "weight_grams": "640",
            "artisans": [artisan.pk],
            "is_public": "on",
            "contributions-0-cooperative": weavers.pk,
            "contributions-0-weight": "3",
            "contributions-0-work": "the sleeve",
            "contributions-1-cooperative": potters.pk,
            "contributions-1-weight": "1",
            "productcategory_set-0-category": factories.category().pk,
            "stockrecords-0-num_in_stock": "4",
            "stockrecords-0-price_EUR": "40.00",
            "stockrecords-0-price_RWF": "52000",
            "images-0-upload": picture(),
            "images-0-caption": "A basket from above",
        },
    )


def create(boss, values):
    return boss.post(reverse("dashboard:catalogue-product-create", args=["piece"]), values)


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


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "required"),
        ("title", "x" * 300, "255"),
        ("weight_grams", "0", "greater than or equal to 1"),
        ("weight_grams", "heavy", "whole number"),
        ("weight_grams", "99999999999999999999", "less than or equal"),
        ("height_cm", "-3", "more than 0"),
        ("height_cm", "NaN", "number"),
        ("contributions-0-weight", "0", "greater than or equal to 1"),
        ("contributions-0-weight", "-1", "greater than or equal to"),
        ("contributions-0-cooperative", "999999", "valid choice"),
        ("stockrecords-0-num_in_stock", "-1", "greater than or equal to 0"),
        ("stockrecords-0-num_in_stock", "1000000000", "less than or equal"),
        ("stockrecords-0-price_EUR", "12.345", "2 decimal places"),
        ("stockrecords-0-price_EUR", "-5", "greater than or equal"),
        ("stockrecords-0-price_EUR", "0", "greater than or equal"),
        ("stockrecords-0-price_EUR", "1e20", "digits"),
        ("stockrecords-0-price_EUR", "Infinity", "number"),
        ("stockrecords-0-price_RWF", "52000.50", "decimal places"),
        ("productcategory_set-0-category", "", "at least one category"),
        ("productcategory_set-0-category", "abc", "valid choice"),
        ("materials", ["abc"], "abc"),
        ("slug", "not a slug!", "slug"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(boss, filled, field, value, told):
    answer = create(boss, filled | {field: value})

    assert answer.status_code == 200
    assert told in errors_of(answer)
    assert "Made in the afternoon." in answer.content.decode()
    assert not Product.objects.exists()
    # The picture is not lost: it is in the library, and the page remembers it.
    again = filled_in(answer, FORM)
    assert again["images-0-original"] == [str(Photo.objects.get().pk)]


def test_a_corrected_page_is_saved_with_the_picture_of_the_first_try(boss, filled):
    answer = create(boss, filled | {"title": ""})

    create(boss, filled_in(answer, FORM, title="A basket"))

    assert Product.objects.get().images.get().original == Photo.objects.get()


def test_a_piece_that_nobody_made_is_refused(boss, filled):
    nobody = {name: "" for name in filled if name.endswith(("-cooperative", "-work"))}
    nobody |= {"contributions-0-weight": "1", "contributions-1-weight": "1"}  # as the empty rows are

    answer = create(boss, filled | nobody)

    assert "which cooperative made it" in errors_of(answer)


def test_the_same_cooperative_twice_is_refused(boss, filled):
    answer = create(boss, filled | {"contributions-1-cooperative": filled["contributions-0-cooperative"]})

    assert answer.status_code == 200
    assert "duplicate" in errors_of(answer)


def test_the_last_cooperative_cannot_be_taken_away(boss):
    piece = factories.piece()

    answer = saved(boss, piece, **{"contributions-0-DELETE": "on"})

    assert "which cooperative made it" in errors_of(answer)
    assert piece.contributions.count() == 1


def test_a_piece_that_is_one_of_a_kind_is_there_once(boss, filled):
    answer = create(boss, filled | {"is_one_of_a_kind": "on", "stockrecords-0-num_in_stock": "2"})

    assert "one of a kind" in errors_of(answer)


def test_a_public_piece_needs_a_price_and_a_hidden_one_does_not(boss, filled):
    without = filled | {"stockrecords-0-price_EUR": "", "stockrecords-0-price_RWF": ""}

    refused = create(boss, without)
    answer = create(
        boss, {name: value for name, value in without.items() if name != "is_public"} | {"images-0-upload": ""}
    )

    assert "needs a price" in errors_of(refused)
    assert answer.status_code == 200  # without its picture, which was sent with the first try
    assert "choose a picture" in errors_of(answer)


def test_an_artisan_of_another_cooperative_is_refused(boss, filled):
    stranger = factories.artisan(factories.cooperative("Strangers"))

    answer = create(boss, filled | {"artisans": [stranger.pk]})

    assert "Not a member" in errors_of(answer)


def test_a_file_that_is_no_picture_is_refused_in_words(boss, filled):
    fake = SimpleUploadedFile("basket.jpg", b"<script>alert(1)</script>", "image/jpeg")

    answer = create(boss, filled | {"images-0-upload": fake})

    assert "not a picture we can read" in errors_of(answer)
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    "broken", [{"stockrecords-TOTAL_FORMS": "0"}, {"images-TOTAL_FORMS": "many"}, {"contributions-TOTAL_FORMS": None}]
)
def test_a_page_that_was_tampered_with_saves_nothing(boss, filled, broken):
    values = {name: value for name, value in (filled | broken).items() if value is not None}

    answer = create(boss, values)

    assert answer.status_code == 200
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<<script>script>alert(1)<</script>/script>",
        '<a href="javascript:alert(1)">x</a>',
        "<svg/onload=alert(1)>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
    ],
)
def test_no_markup_survives_in_the_texts_of_a_piece(boss, filled, payload):
    create(boss, filled | {"description": payload, "care": payload})

    piece = Product.objects.get()
    for text in (piece.description, piece.care):
        assert "<script" not in text
        assert "onerror" not in text
        assert "onload" not in text
        assert "javascript:" not in text


def test_a_description_keeps_its_lines(boss, filled):
    create(boss, filled | {"description": "One line.\r\n\r\n2 < 3 & so on."})

    assert Product.objects.get().description == "One line.\n\n2 < 3 & so on."


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
