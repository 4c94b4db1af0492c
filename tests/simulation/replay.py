"""`make simulate`: one seed, told line by line; or as many as wanted, from anywhere."""

import os
import random
import sys

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def test_replay(live):
    if seed := os.environ.get("SEED"):
        live(int(seed), tell=say)
        return
    count = int(os.environ.get("COUNT") or 500)
    first = random.SystemRandom().randrange(10**9)
    for number in range(count):
        lines = live(first + number)
        say(f"seed {first + number} ({number + 1} of {count}): {len(lines)} steps, all promises kept")
