"""The simulation's clock and dice, in place of all others: Python's, Django's, and those of the sandbox."""

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.utils import timezone

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = BEGINNING

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def __str__(self):
        return f"{self.now:%d.%m. %H:%M:%S}"


@contextmanager
def simulated(clock: Clock, chance: random.Random) -> Iterator[None]:
    """Everybody reads this clock, and what is made up as a secret comes from these dice."""
    made_up = random.Random(chance.getrandbits(64))

    def now() -> float:
        return clock.now.timestamp()

    def token(number: int = 32) -> str:
        return made_up.randbytes(number).hex()

    ours = [
        (timezone, "now", lambda: clock.now),
        (time, "time", now),
        (secrets, "choice", made_up.choice),
        (secrets, "token_hex", token),
        (secrets, "token_urlsafe", token),
    ]
    theirs = [(module, name, getattr(module, name)) for module, name, _our in ours]
    try:
        for module, name, our in ours:
            setattr(module, name, our)
        yield
    finally:
        for module, name, their in theirs:
            setattr(module, name, their)
