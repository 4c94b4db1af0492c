"""Promise 4: a process killed at any point of the checkout loses neither money nor goods; one `reconcile` repairs it."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError
from django.db import transaction

from tests.clock import later
from tests.payment.crash.acts import ACTS, CHECKING_OUT, COMING_BACK, OVER, Act
from tests.payment.crash.dying import kill, points_of
from tests.payment.crash.snapshots import StripeOnFile, snapshot_of_the_shop
from tests.payment.crash.stage import Stage, ending_of, reconcile
from tests.payment.sandbox_fixture import KEY, WEBHOOK_SECRET
from tests.shared_out import IS_WHOLE, share_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof(4)]


@pytest.fixture(scope="session")
def sandbox_on_file(tmp_path_factory):
    sandbox = StripeOnFile(tmp_path_factory.mktemp("stripe") / "sandbox.sqlite3")
    yield sandbox
    sandbox.stop()


@pytest.fixture
def stripe(sandbox_on_file, settings, transactional_db):
    sandbox_on_file.reset()
    settings.STRIPE_API_BASE = sandbox_on_file.url
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = KEY, WEBHOOK_SECRET
    settings.STRIPE_LIVEMODE = False
    return sandbox_on_file


class Killer:
    """Brings the stage back to the moment before the act, kills the act at a point, and looks at what comes of it."""

    def __init__(self, act: Act, stripe: StripeOnFile):
        self.act, self.stripe = act, stripe
        self.stage = act.before(stripe)
        self.shop, self.remembered = snapshot_of_the_shop(), stripe.remembered()
        # Once unharmed and here: what is killed is a fork of this process, which then knows all templates and addresses.
        self.run()
        self.ending()
        self.restore()
        self.points = points_of(self.run)

    def run(self) -> None:
        self.act.run(self.stage)

    def restore(self) -> None:
        self.shop.restore()
        self.stripe.remember(self.remembered)

    def kill(self, number: int) -> str:
        """How it ends when it is killed there."""
        self.restore()
        kill(self.run, at=number, among=self.points)
        return self.ending()

    def is_fatal(self, number: int) -> bool:
        """Whether something is lost when it is killed there."""
        try:
            self.kill(number)
        except (AssertionError, CommandError):
            return True
        return False

    def ending(self) -> str:
        """What this process, which was never in the act, makes of it by one `reconcile`; a second one changes nothing."""
        self.act.after(self.stage)
        with later(minutes=OVER):
            reconcile()
            ended, rows = ending_of(self.stage), self.shop.everything()
            assert reconcile() == "reconciled: nothing was open"
            assert self.shop.everything() == rows
        return ended


@pytest.fixture
def killer_of(stripe):
    """Makes a killer, whose copy of the database is thrown away at the end."""
    made = []

    def make(act: Act) -> Killer:
        made.append(Killer(act, stripe))
        return made[-1]

    yield make
    for killer in made:
        killer.shop.restore()
        killer.shop.discard()


def chosen(killer: Killer) -> range:
    """All points, as `make proof` does; or else every sixth, from another one each day, shared out between the databases."""
    points = range(1, len(killer.points) + 1)
    return share_of(points if IS_WHOLE else points[date.today().toordinal() % 6 :: 6]) or points[:1]


@pytest.mark.parametrize("act", ACTS, ids=str)
def test_killed_at_any_point_and_reconciled_once_it_ends_well(act, killer_of, reached, say_at_the_end):
    killer = killer_of(act)
    numbers, endings = chosen(killer), Counter()

    for number in numbers:
        try:
            endings[killer.kill(number)] += 1
        except (AssertionError, CommandError) as error:
            where = f"killed at point {number} of {len(killer.points)}, {killer.points[number - 1]}"
            raise AssertionError(f"{where}: {error}") from error

    # Among some of the points an ending may be missing.
    assert set(endings) == act.endings if len(numbers) == len(killer.points) else set(endings) <= act.endings
    said = ", ".join(f"{count} {ending}" for ending, count in sorted(endings.items()))
    reached(f"{act}: killed at {len(numbers)} of {len(killer.points)} points: {said}")
    if len(numbers) < len(killer.points):
        say_at_the_end(f"not all: {act}: killed at {len(numbers)} of {len(killer.points)} points; make proof: at all")


def test_with_the_page_opened_before_the_order_is_committed_money_can_be_lost(killer_of, reached):
    """The negative control: all of the checkout in one transaction, as it is tempting to write."""

    def at_once(stage: Stage) -> None:
        with transaction.atomic():
            CHECKING_OUT.run(stage)

    killer = killer_of(replace(CHECKING_OUT, run=at_once))
    opened = killer.points.index("after POST /v1/checkout/sessions") + 1
    numbers = range(opened, len(killer.points) + 1)

    fatal = sum(killer.is_fatal(number) for number in numbers)

    assert fatal > 0
    reached(f"page opened before the order is committed: {fatal} of {len(numbers)} points fatal")


def test_without_reconciling_money_is_taken_for_nothing(killer_of, reached, monkeypatch):
    """The negative control: the return page alone, which is all that many shops have."""
    killer = killer_of(COMING_BACK)
    monkeypatch.setattr(f"{__name__}.reconcile", lambda: "reconciled: nothing was open")

    fatal = sum(killer.is_fatal(number) for number in range(1, len(killer.points) + 1))

    assert fatal > 0
    reached(f"reconcile off: {fatal} of {len(killer.points)} points leave money without an order")
