"""The one purchase that is killed again and again, and whether it came to a good end.

Two pieces made by three cooperatives, of which just as many are there as are wanted, reduced by a voucher that can be
spent once: so nobody can order again unless all of it was given back.
"""

import io
from dataclasses import dataclass, field

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from oscar.apps.voucher.models import Voucher, VoucherApplication

from cooperatives.ledger.models import Entry
from shop.basket.models import Basket
from shop.basket.models import Line as BasketLine
from shop.checkout.placement import place_order
from shop.offer.models import ConditionalOffer
from shop.order import status
from shop.order.models import Line, Order
from shop.partner.models import StockRecord
from shop.payment.models import PaymentAlert, Refund, UnearnedPayment
from shop.payment.sessions import session_for
from tests import factories
from tests.books import house
from tests.checkout_form import carry, filled_in
from tests.payment.crash.snapshots import StripeOnFile
from tests.vouchers import spend, voucher

CHECKOUT = reverse("checkout:index")


@dataclass
class Stage:
    stripe: StripeOnFile
    basket: Basket
    form: dict
    in_the_basket: list[tuple]
    used_up: tuple
    told: list[bytes] = field(default_factory=list)

    @property
    def order(self) -> Order | None:
        return Order.objects.order_by("-pk").first()

    @property
    def payment_intent(self) -> str:
        return self.order.stripe_session.payment_intent

    def address(self, page: str) -> str:
        return reverse(f"order:{page}", args=[self.order.links.get().token])

    def buyer(self) -> Client:
        client = Client()
        carry(client, self.basket)
        return client

    def ordered(self) -> "Stage":
        session_for(place_order(factories.placement(self.basket)))
        return self

    def paid(self) -> "Stage":
        self.stripe.pay(self.order.stripe_session.session_id)
        return self

    def told_of_it(self) -> "Stage":
        """The webhooks of what happened last are on their way."""
        self.told = [body for body, _signature in self.stripe.take()]
        return self


def set_up(stripe: StripeOnFile, *, percent_off: str = "10", delivery: str = "post") -> Stage:
    factories.world()
    weavers, potters, carvers = (factories.cooperative(name) for name in ("Weavers", "Potters", "Carvers"))
    pieces = (
        factories.piece("Basket", by={weavers: 2, potters: 1}, stock=1),
        (factories.piece("Spoon", by=carvers, stock=2), 2),
    )
    once = voucher(percent=percent_off, usage=Voucher.SINGLE_USE)
    basket = spend(once, factories.basket(*pieces))
    return Stage(stripe, basket, filled_in(basket, delivery=delivery), in_the_basket(), used_up())


def ending_of(stage: Stage) -> str:
    """How it ended, in a word, after making sure that it is all of that and nothing else."""
    at_stripe = stage.stripe.state()
    assert at_stripe["open"] == 0, "somebody can still pay"
    assert set(PaymentAlert.objects.values_list("kind", flat=True)) <= {PaymentAlert.Kind.DISPUTE}
    assert house("provider") == at_stripe["balance_minor"].get("eur", 0)
    call_command("check_books", stdout=io.StringIO())
    if order := Order.objects.settled().first():
        return _paid(order, at_stripe)
    if kept := UnearnedPayment.objects.first():
        return _returned(kept, at_stripe)
    return _released(stage, at_stripe)


def _paid(order: Order, at_stripe: dict) -> str:
    assert Order.objects.count() == 1
    assert Basket.objects.get(pk=order.basket_id).status == Basket.SUBMITTED
    assert VoucherApplication.objects.count() == 1
    assert [stock_of(line) for line in order.lines.all()] == [expected_stock_of(line) for line in order.lines.all()]
    assert at_stripe["charged_minor"] == ({"eur": order.total_minor} if order.total_minor else {})
    assert at_stripe["charges"] == Entry.objects.filter(kind=Entry.Kind.SALE).count() == bool(order.total_minor)
    given = order.refunds.exclude(cause=Refund.Cause.DISPUTE)
    assert set(given.values_list("state", flat=True)) <= {Refund.State.DONE}
    assert at_stripe["refunds"] == len(given) == Entry.objects.filter(kind=Entry.Kind.REFUND).count()
    assert at_stripe["refunded_minor"].get("eur", 0) == sum(refund.amount_minor for refund in given)
    if dispute := order.disputes.first():
        return f"dispute {dispute.state}"
    if order.refunded_minor:
        return "refunded" if order.status == status.REFUNDED else "refunded in part"
    return "paid"


def stock_of(line: Line) -> tuple[int, int]:
    record = StockRecord.objects.get(pk=line.stockrecord_id)
    return record.num_in_stock, record.num_allocated


def expected_stock_of(line: Line) -> tuple[int, int]:
    """All there were are sold; of those that came back some are sold again."""
    back = list(line.refund_lines.values_list("quantity", "for_sale"))
    came, again = (sum(numbers) for numbers in zip(*back, strict=True)) if back else (0, 0)
    return line.quantity - came + again, line.quantity - came


def _returned(kept: UnearnedPayment, at_stripe: dict) -> str:
    assert kept.state == UnearnedPayment.State.RETURNED
    assert at_stripe["charges"] == at_stripe["refunds"] == UnearnedPayment.objects.count() == 1
    assert at_stripe["charged_minor"] == at_stripe["refunded_minor"] == {"eur": kept.amount_minor}
    assert set(Order.objects.values_list("status", flat=True)) == {status.CANCELLED}
    return "returned"


def _released(stage: Stage, at_stripe: dict) -> str:
    assert set(Order.objects.values_list("status", flat=True)) <= {status.CANCELLED}
    assert at_stripe["charges"] == Entry.objects.count() == 0
    assert Basket.objects.get().status == Basket.OPEN
    assert in_the_basket() == stage.in_the_basket
    assert used_up() == stage.used_up
    return "released"


def in_the_basket() -> list[tuple]:
    return list(
        BasketLine.objects.order_by("pk").values_list("basket", "product", "quantity", "basket__vouchers__code")
    )


def used_up() -> tuple:
    """What there is a limited number of: pieces, vouchers, offers."""
    return (
        [number or 0 for number in StockRecord.objects.order_by("pk").values_list("num_allocated", flat=True)],
        VoucherApplication.objects.count(),
        Voucher.objects.values_list("num_orders", "total_discount").get(),
        ConditionalOffer.objects.values_list("num_applications", "num_orders", "total_discount").get(),
    )


def reconcile() -> str:
    """What the command says that it did."""
    said = io.StringIO()
    call_command("reconcile_payments", stdout=said)
    return said.getvalue().strip()
