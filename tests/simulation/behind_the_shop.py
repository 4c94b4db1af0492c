"""Whoever else moves money or pieces: staff, the buyers' banks, people in Stripe's dashboard, the house paying its makers."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils import timezone

from cooperatives.ledger import payouts
from cooperatives.ledger.balances import of_the_house, owed
from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import Order
from shop.order.sending import mark_as_sent
from shop.partner.models import Price, StockRecord
from shop.payment.models import Refund, UnearnedPayment
from shop.payment.parts import Wish, left_of
from shop.payment.reconcile import reconcile
from shop.payment.refunds import RefundRefused, Request, refund
from shop.payment.unearned import NotReturned, give_back
from tests import factories
from tests.simulation.sandbox_beside import SandboxBeside
from tests.simulation.shop import PRICES, RATES, Shop

# Runs something of ours; it may be cut short.
Do = Callable[[Callable[[], Any]], Any]


@dataclass
class BehindTheShop:
    chance: random.Random
    stripe: SandboxBeside
    shop: Shop
    do: Do
    payouts_made: int = field(default=0)
    # What reconciling did when it ran last, to its end.
    counted: Counter = field(default_factory=Counter)

    # Staff

    def refunds(self) -> str | None:
        order = self._any(Order.objects.settled().filter(total_minor__gt=0))
        if order is None:
            return None
        wish, cause = self._wish(order), self.chance.choice(Refund.CHOSEN_CAUSES)[0]
        asked = Request(order=order, wish=wish, cause=cause)
        try:
            made = self.do(lambda: refund(asked))
        except RefundRefused as refused:
            return f"staff cannot refund {order.number}: {refused}"
        return f"staff refund {made.amount_minor} of {order.number} ({cause}): {made.state}"

    def _wish(self, order: Order) -> Wish:
        """Also more than is left, which is refused."""
        left = left_of(order)
        part = self.chance.choice(left.lines)
        pieces = self.chance.randint(0, part.line.quantity)
        some = {part.line.pk: pieces}
        again = {part.line.pk: self.chance.randint(0, pieces)}
        return self.chance.choice(
            (
                Wish(everything=True, for_sale={each.line.pk: each.pieces for each in left.lines}),
                Wish(quantities=some, for_sale=again),
                Wish(quantities=some, for_sale=again, delivery_minor=left.delivery_minor),
                Wish(amounts={part.line.pk: self.chance.randint(0, part.line.price_minor)}),
                Wish(amount_minor=self.chance.randint(1, order.total_minor)),
                Wish(delivery_minor=self.chance.randint(0, left.delivery_minor)),
            )
        )

    def sends(self) -> str | None:
        order = self._any(Order.objects.filter(status=status.PAID))
        if order is None:
            return None
        lines = None
        if self.chance.random() < 0.4:
            lines = [self.chance.choice(list(order.lines.order_by("pk")))]
        parcel = self.do(lambda: mark_as_sent(order=order, lines=lines))
        return f"staff send {'all' if lines is None else lines[0].title} of {order.number}: {bool(parcel)}"

    def restocks(self) -> str:
        piece, number = self.chance.choice(self.shop.pieces), self.chance.randint(1, 3)
        record = StockRecord.objects.get(product=piece)
        StockRecord.objects.filter(pk=record.pk).update(num_in_stock=F("num_in_stock") + number)
        self.shop.made[record.pk] += number
        return f"{number} more of {piece.title}"

    def changes_price(self) -> str:
        piece, currency = self.chance.choice(self.shop.pieces), self.chance.choice(list(PRICES))
        price = Price.objects.get(stockrecord__product=piece, currency=currency)
        price.amount += 1
        price.save()
        return f"{piece.title} costs {price.amount} {currency} now"

    def returns_unearned(self) -> str | None:
        kept = self._any(UnearnedPayment.objects.filter(state=UnearnedPayment.State.KEPT))
        if kept is None:
            return None
        try:
            returned = self.do(lambda: give_back(kept))
        except NotReturned as refused:
            return f"staff cannot return {kept.reference}: {refused}"
        return f"staff return {kept.reference}: {returned.state}"

    def loses_a_note(self) -> str | None:
        """An order is let go of while a page that nobody noted is open: it can be paid too late."""
        order = self._any(Order.objects.awaiting_payment().filter(stripe_session__isnull=False))
        if order is None or self.stripe.all("checkout.session", client_reference_id=order.number, status="complete"):
            return None
        factories.let_go(order)
        return f"the note of {order.number}'s page is lost, and the order let go of"

    def reconciles(self) -> str:
        done = self.do(lambda: reconcile(now=timezone.now()))
        if done["failed"]:
            raise AssertionError(f"reconcile: {dict(done)}")
        self.counted = +done
        return f"reconcile: {dict(sorted(done.items()))}"

    # Stripe and the banks

    def dashboard_refunds(self) -> str | None:
        charge = self._any_of(self.stripe.all("charge", paid=True))
        if charge is None:
            return None
        amount = self.chance.randint(1, charge["amount"])
        return self._at_stripe(
            f"{amount} of {charge['payment_intent']} is refunded in the dashboard",
            lambda: self.stripe.refund(charge["payment_intent"], amount),
        )

    def goes_to_the_bank(self) -> str | None:
        charge = self._any_of(self.stripe.all("charge", paid=True, disputed=False))
        if charge is None or charge["amount"] == charge["amount_refunded"]:
            return None
        options = {"fee": self.chance.choice((0, 1500)), "inquiry": self.chance.random() < 0.3}
        if self.chance.random() < 0.3:
            options["amount"] = self.chance.randint(1, charge["amount"])
        if self.stripe.account.settlement.currency and self.chance.random() < 0.3:
            options["currency"] = self.chance.choice(sorted(RATES))
            options["amount"] = self.chance.randint(1, charge["amount"])
        said = f"{charge['payment_intent']} is disputed: {options}"
        return self._at_stripe(said, lambda: self.stripe.dispute(charge["payment_intent"], **options))

    def bank_decides(self) -> str | None:
        open_ones = [made for made in self.stripe.all("dispute") if made["status"].endswith("needs_response")]
        dispute = self._any_of(open_ones)
        if dispute is None:
            return None
        if dispute["status"] == "warning_needs_response" and self.chance.random() < 0.5:
            said = f"the inquiry {dispute['id']} becomes a dispute"
            return self._at_stripe(said, lambda: self.stripe.withdraw_dispute(dispute["id"]))
        outcome = {"won": self.chance.random() < 0.5, "fee_returned": self.chance.random() < 0.5}
        said = f"the dispute {dispute['id']} ends: {outcome}"
        return self._at_stripe(said, lambda: self.stripe.close_dispute(dispute["id"], **outcome))

    def refund_arrives_or_not(self) -> str | None:
        made = self._any_of(self.stripe.all("refund"))
        if made is None:
            return None
        outcome = self.chance.choice(
            ("succeeded", "failed", "canceled") if made["status"] == "pending" else ("failed",)
        )
        said = f"the refund {made['id']} is {outcome}"
        return self._at_stripe(said, lambda: self.stripe.finish_refund(made["id"], outcome))

    def refunds_take_days(self) -> str:
        pending = self.chance.random() < 0.3
        self.stripe.refunds_are_pending(pending)
        return f"refunds of now on are {'pending' if pending else 'immediate'}"

    def stripe_is_busy(self) -> str:
        where = self.chance.choice(("before", "after"))
        self.stripe.fail(kind="429", where=where)
        return f"Stripe will answer 429, {where} the effect"

    def page_is_tampered_with(self) -> str | None:
        session = self._any_of(self.stripe.all("checkout.session", status="open"))
        if session is None:
            return None
        amount = session["amount_total"] + self.chance.choice((-1, 1))
        self.stripe.tamper(session["id"], amount_total=amount)
        return f"Stripe says of {session['id']} that it costs {amount}"

    # Paying the makers: in the books only

    def pays_out(self) -> str | None:
        maker = self.chance.choice(self.shop.cooperatives)
        owes = {currency: minor for currency, minor in owed(maker.pk).items() if minor > 0}
        if not owes:
            return None
        currency = self.chance.choice(sorted(owes))
        amount, number = self.chance.randint(1, owes[currency]), self._next()
        payouts.record_payout(
            reference=f"payout:{number}",
            cooperative_id=maker.pk,
            currency=currency,
            amount_minor=amount,
            posted_at=timezone.now(),
        )
        return f"payout {number} of {amount} {currency} to {maker}"

    def payout_ends(self) -> str | None:
        payout = self._any(Entry.objects.filter(kind=Entry.Kind.PAYOUT, concluded_by=None))
        if payout is None:
            return None
        reference = f"{payout.reference}-ends"
        if self.chance.random() < 0.5:
            payouts.record_payout_paid(reference=reference, payout=payout, posted_at=timezone.now())
            return f"{payout.reference} arrives"
        payouts.record_payout_returned(reference=reference, payout=payout, posted_at=timezone.now())
        return f"{payout.reference} comes back"

    def transfers(self) -> str | None:
        there = {currency: minor for currency, minor in of_the_house().get("provider", {}).items() if minor > 0}
        if not there:
            return None
        currency, number = self.chance.choice(sorted(there)), self._next()
        amount = self.chance.randint(1, there[currency])
        payouts.record_transfer(
            reference=f"transfer:{number}", currency=currency, amount_minor=amount, posted_at=timezone.now()
        )
        return f"transfer {number} of {amount} {currency} to the bank"

    def _next(self) -> int:
        self.payouts_made += 1
        return self.payouts_made

    def _any(self, rows) -> Any:
        return self._any_of(list(rows.order_by("pk")))

    def _any_of(self, things: list) -> Any:
        return self.chance.choice(things) if things else None

    @staticmethod
    def _at_stripe(said: str, act: Callable[[], Any]) -> str:
        try:
            act()
        except AssertionError as refused:
            return f"{said}: refused, {str(refused).splitlines()[0][:60]}"
        return said
