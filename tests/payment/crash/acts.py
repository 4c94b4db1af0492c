"""What is killed, and what happens afterwards: from the click that places the order to the refund of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils import timezone

from shop.checkout.placement import place_order
from shop.partner.models import StockRecord
from shop.payment.reconcile import reconcile
from tests import factories
from tests.clock import later
from tests.payment.crash.snapshots import StripeOnFile
from tests.payment.crash.stage import CHECKOUT, Stage, set_up
from tests.payment.sandbox_fixture import WEBHOOK_SECRET, signed_payload

WEBHOOK = reverse("payment:webhook")
# A hold is 45 minutes long.
OVER = 50


def _nothing(stage: Stage) -> None:
    """Nobody does anything any more."""


@dataclass(frozen=True)
class Act:
    """`before` sets the stage, `run` is killed, `after` is what people do then; each time it ends in one of `endings`."""

    name: str
    before: Callable[[StripeOnFile], Stage]
    run: Callable[[Stage], object]
    endings: set[str]
    after: Callable[[Stage], None] = _nothing

    def __str__(self):
        return self.name


def _answered(response, *codes: int) -> None:
    assert response.status_code in codes, response.content.decode()[:2000]


def _checks_out(stage: Stage) -> None:
    _answered(stage.buyer().post(CHECKOUT, stage.form), 302)


def _clicks_again_and_pays(stage: Stage) -> None:
    """The browser showed an error; the buyer tries again, pays, and closes it. No webhook ever comes."""
    answer = stage.buyer().post(CHECKOUT, stage.form)
    _answered(answer, 302)
    assert answer.headers["Location"] == stage.order.stripe_session.url
    stage.paid()


def _comes_back(stage: Stage) -> None:
    _answered(stage.buyer().get(stage.address("return")), 200)


def _hears_from_stripe(stage: Stage) -> None:
    for body in stage.told:
        signed = {"Stripe-Signature": signed_payload(body, WEBHOOK_SECRET)}
        _answered(stage.buyer().post(WEBHOOK, body, "application/json", headers=signed), 200)


def _cancels(stage: Stage) -> None:
    _answered(stage.buyer().post(stage.address("cancel")), 302)


def _reconciles(stage: Stage) -> None:
    with later(minutes=OVER):
        reconcile(now=timezone.now())


def _refunds_all(stage: Stage) -> None:
    factories.refunded(stage.order)


def _refunds_a_piece(stage: Stage) -> None:
    """One of the two spoons, which is sold again, and the delivery."""
    spoons = stage.order.lines.get(quantity=2)
    one = {spoons.pk: 1}
    factories.refunded(stage.order, quantities=one, for_sale=one, with_delivery=True)


def _begins(stripe: StripeOnFile) -> Stage:
    return set_up(stripe)


def _costs_nothing(stripe: StripeOnFile) -> Stage:
    return set_up(stripe, percent_off="100", delivery="pick-up")


def _has_ordered(stripe: StripeOnFile) -> Stage:
    return set_up(stripe).ordered()


def _has_paid(stripe: StripeOnFile) -> Stage:
    return _has_ordered(stripe).paid().told_of_it()


def _session_is_over(stripe: StripeOnFile) -> Stage:
    stage = _has_ordered(stripe)
    stripe.api("POST", f"/v1/checkout/sessions/{stage.order.stripe_session.session_id}/expire")
    return stage.told_of_it()


def _session_is_not_noted(stripe: StripeOnFile) -> Stage:
    """As after a crash before this one: what repairs it may be killed as well."""
    stage = _has_ordered(stripe)
    stage.order.stripe_session.delete()
    return stage


def _has_paid_late(stripe: StripeOnFile) -> Stage:
    """The order was released while its session, which nobody had noted, could still be paid."""
    stage = set_up(stripe)
    stripe.pay(factories.let_go(place_order(factories.placement(stage.basket))))
    return stage.told_of_it()


def _has_paid_too_late(stripe: StripeOnFile) -> Stage:
    stage = _has_paid_late(stripe)
    StockRecord.objects.filter(num_in_stock=1).update(num_in_stock=0)  # sold at the market meanwhile
    return stage


def _is_settled(stripe: StripeOnFile) -> Stage:
    stage = _has_paid(stripe)
    _comes_back(stage)
    return stage


def _is_refunded_in_stripe(stripe: StripeOnFile) -> Stage:
    stage = _is_settled(stripe)
    stripe.refund(stage.payment_intent, 777)
    return stage.told_of_it()


def _is_disputed(stripe: StripeOnFile) -> Stage:
    stage = _is_settled(stripe)
    stripe.dispute(stage.payment_intent)
    return stage.told_of_it()


def _dispute_ends(stripe: StripeOnFile, *, won: bool) -> Stage:
    stage = _is_disputed(stripe)
    _hears_from_stripe(stage)
    stripe.close_dispute(stage.order.disputes.get().stripe_id, won=won)
    return stage.told_of_it()


CHECKING_OUT = Act("placing the order, and the buyer is gone", _begins, _checks_out, {"released"})
COMING_BACK = Act("the return page", _has_paid, _comes_back, {"paid"})
ACTS = (
    CHECKING_OUT,
    Act("placing the order, and the buyer tries again", _begins, _checks_out, {"paid"}, _clicks_again_and_pays),
    Act("placing an order that costs nothing", _costs_nothing, _checks_out, {"paid", "released"}),
    COMING_BACK,
    Act("the webhook of the payment", _has_paid, _hears_from_stripe, {"paid"}),
    Act("cancelling", _has_ordered, _cancels, {"released"}),
    Act("cancelling what was paid a moment ago", _has_paid, _cancels, {"paid"}),
    Act("the webhook of the end of the session", _session_is_over, _hears_from_stripe, {"released"}),
    Act("reconciling when the hold is over", _has_ordered, _reconciles, {"released"}),
    Act("reconciling a session nobody noted", _session_is_not_noted, _reconciles, {"released"}),
    Act("reconciling what was paid", _has_paid, _reconciles, {"paid"}),
    # Nothing of ours waits for a payment of an order that was let go of: Stripe sends the webhook until it is answered.
    Act("the webhook of a late payment", _has_paid_late, _hears_from_stripe, {"paid"}, _hears_from_stripe),
    Act("… when a piece is gone", _has_paid_too_late, _hears_from_stripe, {"returned"}, _hears_from_stripe),
    Act("a refund", _is_settled, _refunds_all, {"paid", "refunded"}),
    Act("a refund in part", _is_settled, _refunds_a_piece, {"paid", "refunded in part"}),
    Act("the webhooks of a refund in Stripe", _is_refunded_in_stripe, _hears_from_stripe, {"refunded in part"}),
    Act("the webhooks of a dispute", _is_disputed, _hears_from_stripe, {"dispute open"}),
    Act("… that is lost", partial(_dispute_ends, won=False), _hears_from_stripe, {"dispute lost"}),
    Act("… that is won", partial(_dispute_ends, won=True), _hears_from_stripe, {"dispute won"}),
)
