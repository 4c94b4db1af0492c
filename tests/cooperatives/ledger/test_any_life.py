"""The books balance after every step of any life they can have.

Hypothesis makes up the lives. Beside the books runs a second, much simpler reckoning: what a real Stripe, a real bank and
each cooperative would say they have. After every step the two agree, every currency adds up to nought, and nothing that
came in for a purpose is overdrawn.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cooperatives.ledger import disputes, payouts, postings
from cooperatives.ledger.check import check
from cooperatives.ledger.figures import DisputeFigures, ExchangeFigures, FeeFigures, RefundFigures, SaleFigures
from cooperatives.ledger.models import Account, Entry, Posting
from cooperatives.ledger.sealing import seal
from cooperatives.ledger.shares import give_back_promoted, split
from cooperatives.ledger.verify import verify
from cooperatives.ledger.writing import MoreThanIsLeft
from cooperatives.models import Cooperative

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
CURRENCIES = st.sampled_from(["EUR", "RWF"])
SETTLES_IN = "USD"
STEPS = Counter()
# A life that fails is told as it was; making it shorter would take minutes of a database's time.
# The same lives each time, so that each kind of entry is known to occur in them.
LIVES = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
chance = st.randoms(use_true_random=False)


@dataclass
class Order:
    number: str
    sold: SaleFigures
    # Of each share (in order), the commission and the delivery; and of the promotion: what was given back.
    already: list[int] = field(default_factory=list)
    promotion_already: int = 0
    dispute: Entry | None = None
    disputed: DisputeFigures | None = None

    @property
    def amounts(self) -> list[int]:
        return [*self.sold.shares.values(), self.sold.commission_minor, self.sold.delivery_minor]

    @property
    def left(self) -> int:
        """What the buyer has not had back."""
        return sum(self.amounts) - sum(self.already) - (self.sold.promotion_minor - self.promotion_already)

    def give_back(self, refund_minor: int) -> RefundFigures:
        back = give_back_promoted(
            amounts=self.amounts,
            already=self.already,
            promotion_minor=self.sold.promotion_minor,
            promotion_already=self.promotion_already,
            refund_minor=refund_minor,
        )
        self.already = [gone + part for gone, part in zip(self.already, back.parts, strict=True)]
        self.promotion_already += back.promotion_minor
        *shares, commission, delivery = back.parts
        return RefundFigures(
            currency=self.sold.currency,
            shares=dict(zip(self.sold.shares, shares, strict=True)),
            commission_minor=commission,
            delivery_minor=delivery,
            promotion_minor=back.promotion_minor,
        )


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.makers = [
            Cooperative.objects.create(name=f"C{number}", slug=f"c{number}", crafts="both", district="Huye").pk
            for number in range(3)
        ]
        self.stripe, self.bank, self.buyers = Counter(), Counter(), Counter()
        self.owed, self.held, self.sent = Counter(), Counter(), Counter()
        self.disputed = Counter()
        self.orders: list[Order] = []
        self.late: list[list] = []
        self.under_way: list[Entry] = []
        self.arrived: list[Entry] = []
        self.written: list = []
        self.number = 0
        for currency in ("EUR", "EUR", "RWF"):
            self.pay(currency, 11_500, Random(self.number))
        # Something is under way already, so that the rules which end it can be chosen from the beginning.
        self.dispute(Random(1))
        for maker, currency in [key for key, owed in self.owed.items() if owed > 0]:
            self.pay_out_to(maker, currency, 1)

    def teardown(self):
        if hasattr(self, "savepoint"):
            faults = (*check().faults, *filter(None, [verify().fault]))
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)
            assert faults == ()

    @rule()
    def seal_what_waits(self):
        seal()

    def write(self, record, **arguments) -> Entry:
        self.number += 1
        arguments |= {"reference": f"{record.__name__}:{self.number}", "posted_at": NOON}
        self.written.append((record, arguments))
        STEPS[record.__name__.removeprefix("record_")] += 1
        return record(**arguments)

    def move(self, counter: Counter, shares: dict[int, int], currency: str, sign: int) -> None:
        for pk, amount in shares.items():
            counter[pk, currency] += sign * amount

    @rule(currency=CURRENCIES, size=st.integers(1, 10**7), random=chance)
    def pay(self, currency, size, random):
        makers = random.sample(self.makers, random.randint(1, 3))
        *shares, commission, delivery = split(size, [random.randint(0, 9) for _ in makers] + [2, 1])
        promotion = random.choice([0, 0, random.randint(0, size - 1)])
        figures = SaleFigures(currency, dict(zip(makers, shares, strict=True)), commission, delivery, promotion)
        order = Order(f"A{self.number}", figures, already=[0] * (len(makers) + 2))
        self.write(postings.record_sale, order_reference=order.number, figures=figures)
        self.orders.append(order)
        self.stripe[currency] += size - promotion
        self.move(self.owed, figures.shares, currency, 1)

    @precondition(lambda self: self.orders)
    @rule(random=chance, fee=st.integers(1, 10_000), is_dispute=st.booleans())
    def keep_a_fee(self, random, fee, is_dispute):
        order = random.choice(self.orders)
        code = order.sold.currency
        borne = dict.fromkeys(random.sample(list(order.sold.shares), 1), random.randint(0, fee))
        figures = random.choice(
            [
                FeeFigures(code, fee),
                FeeFigures(code, fee, borne),
                FeeFigures(SETTLES_IN, fee, borne, borne_currency=code, borne_house_minor=random.randint(0, fee)),
            ]
        )
        record = disputes.record_dispute_fee if is_dispute else postings.record_fee
        self.write(record, order_reference=order.number, fee=figures)
        self.stripe[figures.currency] -= fee
        self.move(self.owed, figures.borne_by, code, -1)

    @precondition(lambda self: any(order.left for order in self.orders))
    @rule(random=chance, is_whole=st.booleans(), is_borne=st.booleans())
    def refund(self, random, is_whole, is_borne):
        order = random.choice([order for order in self.orders if order.left])
        amount = order.left if is_whole else random.randint(1, order.left)
        figures = order.give_back(amount)
        borne = figures.borne_by_house() if is_borne else figures
        assert borne.total_minor == amount
        self.write(postings.record_refund, order_reference=order.number, figures=borne)
        self.stripe[figures.currency] -= amount
        self.move(self.owed, borne.shares, figures.currency, -1)

    @precondition(lambda self: any(order.left and not order.dispute for order in self.orders))
    @rule(random=chance)
    def dispute(self, random):
        order = random.choice([order for order in self.orders if order.left and not order.dispute])
        back = order.give_back(random.randint(1, order.left))
        order.disputed = DisputeFigures(**vars(back))
        order.dispute = self.write(
            disputes.record_dispute_opened, order_reference=order.number, figures=order.disputed
        )
        self.stripe[back.currency] -= back.total_minor
        self.disputed[back.currency] += back.total_minor
        self.move(self.owed, back.shares, back.currency, -1)
        self.move(self.held, back.shares, back.currency, 1)

    @precondition(lambda self: any(order.dispute for order in self.orders))
    @rule(random=chance, is_won=st.booleans())
    def end_a_dispute(self, random, is_won):
        order = random.choice([order for order in self.orders if order.dispute])
        opened, figures = order.dispute, order.disputed
        self.disputed[figures.currency] -= figures.total_minor
        if is_won:
            self.write(disputes.record_dispute_won, opened=opened)
            self.stripe[figures.currency] += figures.total_minor
            self.move(self.owed, figures.shares, figures.currency, 1)
            back = [*figures.shares.values(), figures.commission_minor, figures.delivery_minor]
            order.already = [gone - part for gone, part in zip(order.already, back, strict=True)]
            order.promotion_already -= figures.promotion_minor
        else:
            self.write(disputes.record_dispute_lost, opened=opened, figures=figures)
        self.move(self.held, figures.shares, figures.currency, -1)
        order.dispute = order.disputed = None

    @rule(currency=CURRENCIES, amount=st.integers(1, 10**6))
    def pay_for_nothing(self, currency, amount):
        number = f"L{self.number}"
        self.write(postings.record_unearned, order_reference=number, currency=currency, amount_minor=amount)
        self.late.append([number, currency, amount])
        self.stripe[currency] += amount
        self.buyers[currency] += amount

    @precondition(lambda self: any(amount for *_rest, amount in self.late))
    @rule(random=chance, beyond=st.booleans())
    def send_back_what_was_paid_for_nothing(self, random, beyond):
        late = random.choice([late for late in self.late if late[2]])
        number, currency, left = late
        arguments = {"order_reference": number, "currency": currency}
        if beyond:
            with pytest.raises(MoreThanIsLeft):
                self.write(postings.record_unearned_returned, **arguments, amount_minor=left + 1)
            self.written.pop()
            return
        amount = random.randint(1, left)
        self.write(postings.record_unearned_returned, **arguments, amount_minor=amount)
        late[2] -= amount
        self.stripe[currency] -= amount
        self.buyers[currency] -= amount

    @rule(currency=CURRENCIES, amount=st.integers(1, 10**6), got=st.integers(1, 10**6), is_back=st.booleans())
    def exchange(self, currency, amount, got, is_back):
        there = ExchangeFigures(currency, amount, SETTLES_IN, got, Decimal(got) / Decimal(amount))
        back = ExchangeFigures(SETTLES_IN, got, currency, amount, Decimal(amount) / Decimal(got))
        figures = back if is_back else there
        self.write(postings.record_exchange, order_reference="", exchange=figures)
        self.stripe[figures.from_currency] -= figures.from_minor
        self.stripe[figures.to_currency] += figures.to_minor

    @rule(currency=CURRENCIES, amount=st.integers(1, 10**6))
    def transfer(self, currency, amount):
        self.write(payouts.record_transfer, currency=currency, amount_minor=amount)
        self.stripe[currency] -= amount
        self.bank[currency] += amount

    @rule(random=chance, currency=CURRENCIES, amount=st.integers(1, 10**6))
    def advance(self, random, currency, amount):
        maker = random.choice(self.makers)
        self.write(payouts.record_advance, cooperative_id=maker, currency=currency, amount_minor=amount)
        self.bank[currency] -= amount
        self.owed[maker, currency] -= amount

    @rule(random=chance, currency=CURRENCIES, beyond=st.booleans())
    def pay_out(self, random, currency, beyond):
        maker = random.choice(self.makers)
        owed = self.owed[maker, currency]
        arguments = {"cooperative_id": maker, "currency": currency}
        if beyond or owed <= 0:
            with pytest.raises(MoreThanIsLeft):
                self.write(payouts.record_payout, **arguments, amount_minor=max(owed, 0) + 1)
            self.written.pop()
            return
        self.pay_out_to(maker, currency, random.randint(1, owed))

    def pay_out_to(self, maker, currency, amount):
        arguments = {"cooperative_id": maker, "currency": currency, "amount_minor": amount}
        self.under_way.append(self.write(payouts.record_payout, **arguments))
        self.owed[maker, currency] -= amount
        self.sent[maker, currency] += amount

    @precondition(lambda self: self.under_way)
    @rule(random=chance, is_paid=st.booleans())
    def a_payout_arrives_or_never_leaves(self, random, is_paid):
        payout = self.under_way.pop(random.randrange(len(self.under_way)))
        maker, currency, amount = self.figures_of_payout(payout)
        self.sent[maker, currency] -= amount
        if is_paid:
            self.write(payouts.record_payout_paid, payout=payout)
            self.arrived.append(payout)
            self.bank[currency] -= amount
        else:
            self.write(payouts.record_payout_returned, payout=payout)
            self.owed[maker, currency] += amount

    @precondition(lambda self: self.arrived)
    @rule(random=chance)
    def a_payout_comes_back(self, random):
        payout = self.arrived.pop(random.randrange(len(self.arrived)))
        maker, currency, amount = self.figures_of_payout(payout)
        self.write(payouts.record_payout_returned, payout=payout)
        self.bank[currency] += amount
        self.owed[maker, currency] += amount

    @precondition(lambda self: self.written)
    @rule(random=chance)
    def hear_of_something_again(self, random):
        before = Entry.objects.count()
        record, arguments = random.choice(self.written)
        record(**arguments)
        assert Entry.objects.count() == before

    def figures_of_payout(self, payout):
        posting = payout.postings.get()
        return posting.debit.cooperative_id, posting.currency, posting.amount_minor

    @invariant()
    def the_books_balance(self):
        """A trial balance, added up from the accounts' side of each posting."""
        sums = Counter()
        for debit, credit, amount in Posting.objects.values_list(
            "debit__currency", "credit__currency", "amount_minor"
        ):
            sums[debit] += amount
            sums[credit] -= amount
        assert not any(sums.values())

    @invariant()
    def everybody_else_says_the_same(self):
        if not hasattr(self, "number"):
            return
        says = {
            Account.Kind.PROVIDER: self.stripe,
            Account.Kind.BANK: self.bank,
            Account.Kind.UNEARNED: self.buyers,
            Account.Kind.COOPERATIVE: self.owed,
            Account.Kind.HELD: self.held,
            Account.Kind.IN_TRANSIT: self.sent,
            Account.Kind.DISPUTED: self.disputed,
        }
        for account in Account.objects.filter(kind__in=says).with_balance():
            key = (account.cooperative_id, account.currency) if account.cooperative_id else account.currency
            assert account.balance_minor == says[account.kind][key], account
            assert account.balance_minor >= 0 or account.kind not in Account.NEVER_OVERDRAWN, account


@pytest.mark.proof(10)
def test_the_books_balance_after_every_step_of_any_life(db, reached):
    STEPS.clear()
    run_state_machine_as_test(Life, settings=settings(LIVES, max_examples=24, stateful_step_count=25))

    assert set(Entry.Kind.values) - {"reversal"} == set(STEPS)
    reached(f"{STEPS.total()} entries of {len(STEPS)} kinds, Σ = 0 per currency after each")


@pytest.mark.proof(10)
def test_a_recorder_that_forgot_a_posting_would_be_found(db, monkeypatch):
    """The negative control: books in which a refund takes nothing from the first maker do not survive a life."""
    honest = postings.parts_of

    def forgetful(figures):
        parts = honest(figures)
        return parts if type(figures) is SaleFigures else [*parts[1:], (parts[-1][0], parts[0][1])]

    monkeypatch.setattr(postings, "parts_of", forgetful)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Life, settings=settings(LIVES, max_examples=24, stateful_step_count=25))
