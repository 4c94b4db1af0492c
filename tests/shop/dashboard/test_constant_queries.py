"""A page of the back office costs as many queries for one row as for twenty."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from cooperatives.ledger import postings
from cooperatives.ledger.models import Account
from shop.catalogue.models import Colour, Material
from shop.offer.models import Range
from shop.order.figures import sale_figures
from shop.order.models import Order
from shop.payment.models import Refund, RefundLine
from shop.payment.settle import settle_free
from shop.shipping.models import DeliveryRate
from tests import factories
from tests.queries import assert_same_queries, queries_of
from tests.shop.dashboard.conftest import alert, described_piece, offer, voucher, voucher_set

pytestmark = [pytest.mark.django_db, pytest.mark.proof(24)]


def joint_piece(number: int):
    cooperatives = {factories.cooperative(): 2, factories.cooperative(): 1}
    return described_piece(f"Piece {number}", by=cooperatives)


def order(_number: int) -> Order:
    return factories.order(factories.piece(), factories.piece(), user=factories.user())


def sold(order: Order) -> Order:
    """Paid and in the books, without asking Stripe."""
    now = timezone.now()
    settle_free(order, at=now)
    postings.record_sale(
        reference=f"sale:{order.number}", order_reference=order.number, figures=sale_figures(order), posted_at=now
    )
    return order


def sale(number: int) -> Order:
    return sold(order(number))


def few_left(number: int) -> None:
    piece = factories.piece(stock=1)
    piece.stockrecords.update(low_stock_threshold=3)


def range_with_kinds(number: int) -> Range:
    made = Range.objects.create(name=f"Range {number}")
    made.included_categories.add(factories.category(f"Kind {number}"))
    made.add_product(factories.piece())
    return made


# What is listed → (address, how one more is made).
LISTS = {
    "overview: orders to send": ("dashboard:index", sale),
    "overview: few left": ("dashboard:index", few_left),
    "pieces": ("dashboard:catalogue-product-list", joint_piece),
    "kinds": ("dashboard:catalogue-category-list", lambda n: factories.category(f"Kind {n}")),
    "orders": ("dashboard:order-list", order),
    "buyers": ("dashboard:users-index", order),
    "partners": ("dashboard:partner-list", lambda n: factories.cooperative()),
    "offers": ("dashboard:offer-list", lambda n: offer(f"Offer {n}")),
    "vouchers": ("dashboard:voucher-list", lambda n: voucher(f"CODE{n}")),
    "voucher sets": ("dashboard:voucher-set-list", lambda n: voucher_set(f"Set {n}")),
    "ranges": ("dashboard:range-list", range_with_kinds),
    "site admin: home": ("wagtailadmin_home", sale),
    "site admin: orders": ("shop_orders:index", order),
    "site admin: alerts": ("paymentalert:index", lambda n: alert(order(n), f"pi_{n}")),
    "site admin: delivery prices": (
        "deliveryrate:index",
        lambda n: DeliveryRate.objects.create(zone="europe", up_to_grams=30_000 + n, currency="EUR", amount=n + 1),
    ),
    "site admin: materials": ("material:index", lambda n: Material.objects.create(name=f"M{n}", slug=f"m{n}")),
    "site admin: colours": (
        "colour:index",
        lambda n: Colour.objects.create(name=f"C{n}", slug=f"c{n}", swatch="#a2401f"),
    ),
    "site admin: cooperatives": ("cooperative:index", sale),
    "site admin: artisans": ("artisan:index", lambda n: factories.artisan(factories.cooperative())),
    "site admin: accounts": ("books_account:index", sale),
    "site admin: entries": ("books_entry:index", sale),
    "site admin: people": ("wagtailusers_users:index", lambda n: factories.user()),
    "site admin: roles": ("wagtailusers_groups:index", lambda n: Group.objects.create(name=f"Group {n}")),
    "site admin: pictures": ("wagtailimages:index", lambda n: factories.photo(title=f"P{n}", colour=f"#{n:06x}")),
    "chooser of pieces": ("piece_chooser:choose", joint_piece),
    "chooser of cooperatives": ("cooperative_chooser:choose", lambda n: factories.cooperative()),
}


@pytest.mark.parametrize("what", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_twenty(what, boss):
    name, one_more = LISTS[what]
    address = reverse(name)
    one_more(0)
    few = queries_of(boss, address)

    for number in range(1, 20):
        one_more(number)

    assert_same_queries(address, few, queries_of(boss, address))


def order_of(lines: int) -> Order:
    """An order with notes, refunds and alerts, as many as it has lines, each by two cooperatives."""
    made = factories.order(*[joint_piece(number) for number in range(lines)])
    settle_free(made, at=timezone.now())
    for number, line in enumerate(made.lines.all()):
        made.notes.create(message="A note", user=factories.user())
        alert(made, f"pi_{made.pk}_{number}")
        refund = Refund.objects.create(order=made, amount_minor=1, reason="x", requested_by=factories.user())
        RefundLine.objects.create(refund=refund, line=line, amount_minor=1)
    return made


@pytest.mark.parametrize(
    "name", ["dashboard:order-detail", "dashboard:order-refund", "dashboard:order-shipping-address"]
)
def test_an_order_costs_the_same_for_one_line_and_for_ten(name, boss):
    one, ten = (reverse(name, kwargs={"number": order_of(lines).number}) for lines in (1, 10))

    assert_same_queries(ten, queries_of(boss, one), queries_of(boss, ten))


def piece_with(parts: int):
    made = factories.piece(by={factories.cooperative(): number + 1 for number in range(parts)})
    for number in range(parts):
        factories.picture_of(made, colour=f"#{number:02x}4a7c")
        made.categories.add(factories.category(f"Kind {number}"))
        made.artisans.add(factories.artisan(made.cooperatives.first()))
    return made


def test_the_form_of_a_piece_costs_the_same_with_one_part_and_with_ten(boss):
    one, ten = (reverse("dashboard:catalogue-product", kwargs={"pk": piece_with(parts).pk}) for parts in (1, 10))

    assert_same_queries(ten, queries_of(boss, one), queries_of(boss, ten))


def buyer_with(orders: int):
    buyer = factories.user()
    for _ in range(orders):
        factories.order(factories.piece(), user=buyer)
    return buyer


def test_a_buyers_page_costs_the_same_for_one_order_and_for_ten(boss):
    one, ten = (reverse("dashboard:user-detail", kwargs={"pk": buyer_with(orders).pk}) for orders in (1, 10))

    assert_same_queries(ten, queries_of(boss, one), queries_of(boss, ten))


DETAILS = {
    "offer": (
        "dashboard:offer-detail",
        lambda: offer("An offer"),
        lambda made, n: order(n).discounts.create(offer_id=made.pk, offer_name=made.name, amount=n, frequency=1),
    ),
    "voucher": (
        "dashboard:voucher-stats",
        lambda: voucher("WELCOME"),
        lambda made, n: made.applications.create(order=order(n), user=factories.user()),
    ),
    "range without kinds": (
        "dashboard:range-products",
        lambda: Range.objects.create(name="A few"),
        lambda made, n: made.add_product(factories.piece()),
    ),
    "range": (
        "dashboard:range-products",
        lambda: range_with_kinds(0),
        lambda made, n: made.add_product(described_piece(f"In range {n}")),
    ),
    "voucher set": (
        "dashboard:voucher-set-detail",
        lambda: voucher_set("Spring"),
        lambda made, n: voucher(f"SPRING{n}", voucher_set=made),
    ),
    "kind": (
        "dashboard:catalogue-category-detail-list",
        lambda: factories.category("Vessels"),
        lambda made, n: type(made).objects.get(pk=made.pk).add_child(name=f"Vessel {n}", slug=f"vessel-{n}"),
    ),
}


@pytest.mark.parametrize("what", DETAILS)
def test_a_page_of_one_thing_costs_the_same_whatever_it_holds(what, boss):
    name, make, add = DETAILS[what]
    made = make()
    address = reverse(name, kwargs={"pk": made.pk})
    add(made, 1)
    few = queries_of(boss, address)

    for number in range(2, 21):
        add(made, number)

    assert_same_queries(address, few, queries_of(boss, address))


BOOKS = {"cooperative": "cooperative:inspect", "account": "books_account:inspect"}


@pytest.mark.parametrize("what", BOOKS)
def test_a_page_of_the_books_costs_the_same_for_one_sale_and_for_ten(what, boss):
    weavers = factories.cooperative("Weavers")
    sold(factories.order(factories.piece(by=weavers)))
    about = weavers if what == "cooperative" else Account.objects.get(cooperative=weavers)
    address = reverse(BOOKS[what], args=[about.pk])
    few = queries_of(boss, address)

    for _ in range(9):
        sold(factories.order(factories.piece(by=weavers)))

    assert_same_queries(address, few, queries_of(boss, address))


def test_the_counter_notices_a_row_that_asks_for_itself():
    with pytest.raises(AssertionError, match='2 × SELECT "b"'):
        assert_same_queries(
            "/x/", ['SELECT "a"'], ['SELECT "a"', 'SELECT "b" WHERE id = 1', 'SELECT "b" WHERE id = 2']
        )
