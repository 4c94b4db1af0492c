"""The life of one seed: who does what, when, what of it is cut short, and the log of it all."""

import random
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.core.cache import caches

from shop.payment.settle import Outcome
from tests.simulation import shop as shops
from tests.simulation.behind_the_shop import BehindTheShop
from tests.simulation.buyers import Buyer
from tests.simulation.cuts import Cut, cut_at
from tests.simulation.post import Post
from tests.simulation.promises import Broken, kept_after_each_step, kept_at_the_end
from tests.simulation.sandbox_beside import SandboxBeside
from tests.simulation.time_and_chance import Clock, simulated

STEPS = 60
BUYERS = 4
REST = 5  # so many times reconciling may be needed
CUT = 0.12  # how many of our acts end in the middle
Act = Callable[[], str | None]


class Simulation:
    """One seed. `live()` answers with the log, or raises Broken, which names the seed and ends with the log."""

    def __init__(self, seed: int, *, stripe: SandboxBeside, everything: Callable, tell: Callable[[str], None]):
        self.seed, self.stripe, self.everything, self._tell = seed, stripe, everything, tell
        self.chance, self.clock = random.Random(seed), Clock()
        self.lines: list[str] = []
        self.cut: int | None = None

    def live(self) -> list[str]:
        self.stripe.reset()
        caches["default"].clear()
        with simulated(self.clock, self.chance):
            try:
                self._open()
                for number in range(1, STEPS + 1):
                    self._step(number)
                self._end()
            except Exception as error:
                last = "\n".join(self.lines[-12:])
                raise Broken(
                    f"seed {self.seed}: {error!r}\n{last}\nReplay it: make simulate SEED={self.seed}"
                ) from error
        return self.lines

    def log(self, line: str) -> None:
        self.lines.append(f"{self.clock}  {line}")
        self._tell(self.lines[-1])

    def ours(self, act: Callable[[], Any]) -> Any:
        """Something the shop does, to its end or to where it is cut."""
        with cut_at(self.cut) if self.cut else nullcontext():
            return act()

    def _open(self) -> None:
        self.shop = shops.opened(self.chance)
        if self.chance.random() < 0.3:
            self.stripe.settle_in("usd", **{code: rate for code, rate in shops.RATES.items() if code != "usd"})
        markets = list(shops.MARKETS)
        self.buyers = [
            Buyer(f"buyer {number}", self.chance.choice(markets), self.chance, self.stripe, self.ours)
            for number in range(1, BUYERS + 1)
        ]
        self.post = Post(self.chance, self.stripe)
        self.behind = BehindTheShop(self.chance, self.stripe, self.shop, self.ours)

    def _step(self, number: int) -> None:
        if self.chance.random() < 0.05:
            self.clock.advance(hours=self.chance.randint(1, 30))
        else:
            self.clock.advance(seconds=self.chance.randint(1, 600))
        self.stripe.time_passed()
        self.cut = self.chance.randint(1, 70) if self.chance.random() < CUT else None
        try:
            said = self._any_act()
        except Cut as cut:
            said = f"… is cut at point {self.cut}, {cut}"
        sent = self.post.collect()
        self.log(f"{number:3} {said}" + (f"   [{sent}]" if sent else ""))
        kept_after_each_step(self.shop)

    def _any_act(self) -> str:
        """Somebody who can do something does it."""
        while True:
            acts = self._acts(self.chance.choice(self.buyers))
            [(_weight, who, act)] = self.chance.choices(acts, [weight for weight, _who, _act in acts])
            if said := act():
                return f"{who} {said}".strip()

    def _acts(self, buyer: Buyer) -> list[tuple[int, str, Act]]:
        """What can happen next, and how often it does."""
        behind = self.behind
        return [
            (1, buyer.name, lambda: buyer.looks(self.chance.choice(self.shop.pieces))),
            (12, buyer.name, lambda: buyer.puts_in(self.chance.choice(self.shop.pieces))),
            (3, buyer.name, lambda: buyer.types_code(self.chance.choice(self.shop.codes))),
            (3, buyer.name, buyer.reads_checkout),
            (5, buyer.name, buyer.confirms),
            (24, buyer.name, buyer.orders),
            (24, buyer.name, buyer.pays),
            (2, buyer.name, buyer.is_declined),
            (6, buyer.name, buyer.returns),
            (3, buyer.name, buyer.cancels),
            (3, buyer.name, buyer.goes_to_pay),
            (24, "webhook", lambda: self.post.deliver(self.ours)),
            (3, "cron", behind.reconciles),
            (12, "", behind.refunds),
            (4, "", behind.sends),
            (4, "", behind.restocks),
            (1, "", behind.changes_price),
            (3, "", behind.returns_unearned),
            (1, "", behind.loses_a_note),
            (4, "", behind.dashboard_refunds),
            (5, "", behind.goes_to_the_bank),
            (6, "", behind.bank_decides),
            (4, "", behind.refund_arrives_or_not),
            (1, "", behind.refunds_take_days),
            (1, "", behind.stripe_is_busy),
            (1, "", behind.page_is_tampered_with),
            (3, "", behind.pays_out),
            (3, "", behind.payout_ends),
            (2, "", behind.transfers),
        ]

    def _end(self) -> None:
        """Everybody goes home. Stripe decides what is pending; then reconciling is all that is left."""
        self.cut = None
        self.stripe.refunds_are_pending(False)
        for made in self.stripe.all("refund", status="pending"):
            self.stripe.finish_refund(made["id"], self.chance.choice(("succeeded", "failed")))
        self.stripe.is_well_again()
        self.clock.advance(hours=3)
        self.stripe.time_passed()
        self._rest()
        self.post.collect()
        kept_at_the_end(self.shop, self.stripe)
        self._nothing_more_happens()

    def _rest(self) -> None:
        """Reconcile until that changes nothing."""
        before = self.everything()
        for _time in range(REST):
            self.log(f"end {self.behind.reconciles()}")
            after = self.everything()
            if after == before:
                self._nothing_is_asked_for_ever()
                return
            before = after
        raise Broken("reconciling does not come to rest")

    def _nothing_is_asked_for_ever(self) -> None:
        """What changes nothing is not asked about again each time, but for what staff are to decide."""
        asked = self.behind.counted.keys() - {Outcome.MISMATCH.value}
        if asked:
            raise Broken(f"reconciling asks for ever: {sorted(asked)}")

    def _nothing_more_happens(self) -> None:
        """What was still under way changes nothing any more, nor does another look."""
        before = self.everything()
        while self.post.under_way:
            self.log(f"end webhook {self.post.deliver(self.ours)}")
        self.behind.reconciles()
        after = self.everything()
        # The note of a page may be found again that was lost, and is of no use any more.
        changed = sorted(name for name in before if before[name] != after[name] and name != "payment_stripesession")
        if changed:
            raise Broken(f"late webhooks changed {changed}")
