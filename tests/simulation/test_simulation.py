"""Promise 30: a hundred shops lived through at random; whatever happens, the money is right."""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from shop.order.models import Order
from shop.partner.models import StockQuerySet
from shop.payment import reconcile, refunds, settle
from tests.shared_out import share_of
from tests.simulation.promises import Broken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof(30)]
SEEDS, AT_ONCE = 100, 10
# The same in every run, so that a change is judged by what it changed; `make simulate` lives through others.
FIRST = int(os.environ.get("FIRST_SEED") or 26112200)


TENTHS = share_of(range(SEEDS // AT_ONCE))


@pytest.mark.parametrize("tenth", TENTHS)
def test_whatever_happens_the_money_is_right(live, tenth, reached, say_at_the_end):
    first = FIRST + tenth * AT_ONCE

    lives = [live(seed) for seed in range(first, first + AT_ONCE)]

    steps, cut = sum(len(lines) for lines in lives), sum("is cut at" in line for lines in lives for line in lines)
    reached(f"seeds {first}–{first + AT_ONCE - 1}: {steps} steps, {cut} cut short, all promises kept")
    if tenth == TENTHS[0]:
        lived = len(TENTHS) * AT_ONCE
        say_at_the_end(
            f"simulated {lived} of {SEEDS} seeds from {first}; make simulate SEED={first} replays the first"
        )


def test_the_same_seed_is_the_same_life(live):
    assert live(1) == live(1)


def forgets_a_share(monkeypatch) -> None:
    """The first of several makers keeps what the others give back."""
    figures = refunds.figures

    def forgetful(currency, plan):
        whole = figures(currency, plan)
        first, *others = sorted(whole.shares) or [None]
        if not others:
            return whole
        shares = {pk: whole.shares[pk] for pk in others}
        return replace(whole, shares=shares, commission_minor=whole.commission_minor + whole.shares[first])

    monkeypatch.setattr(refunds, "figures", forgetful)


def settles_again_and_again(monkeypatch) -> None:
    """Whoever hears that an order is paid does all the work."""
    mark_paid = settle._mark_paid

    def mark_again(order, at):
        Order.objects.filter(pk=order.pk, status="Paid").update(status="Awaiting payment")
        return mark_paid(order, at)

    monkeypatch.setattr(settle, "_mark_paid", mark_again)


def gives_pieces_back_twice(monkeypatch) -> None:
    release = StockQuerySet.release
    monkeypatch.setattr(StockQuerySet, "release", lambda self, **what: release(self, **what) and release(self, **what))


def overlooks_what_stripe_did(monkeypatch) -> None:
    """Webhooks alone tell of refunds and disputes, and some of them are lost."""
    monkeypatch.setattr(reconcile, "refunds_that_changed", lambda since: [])
    monkeypatch.setattr(reconcile, "disputes_that_changed", lambda since: [])


@pytest.mark.parametrize(
    "planted", [forgets_a_share, settles_again_and_again, gives_pieces_back_twice, overlooks_what_stripe_did]
)
def test_a_planted_mistake_is_found(live, planted: Callable, monkeypatch, reached):
    """The negative control."""
    planted(monkeypatch)

    for seed in range(1, SEEDS + 1):
        try:
            live(seed)
        except Broken:
            break
    else:
        pytest.fail("nobody noticed")

    reached(f"planted, it {planted.__name__.replace('_', ' ')}: found by seed {seed} of {SEEDS}")
