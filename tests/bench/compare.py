"""Two databases side by side on PostgreSQL, one a hundred times as full: what takes longer in the full one, and how many times.

Both are measured in turns, so that whatever else the machine does falls on both; the figure that counts is the middle one
of the turns' quotients.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

TURNS = 15


@dataclass(frozen=True)
class Measure:
    """A call (its argument only numbers it), how often it is made in a turn, and how many times as long it may take."""

    call: Callable[[int], object]
    times: int
    most: float


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def copy_of(small: str) -> str:
    """A second database like this one, to be filled further; it is the one in use after."""
    large = f"{small}_large"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {large}")
        cursor.execute(f"CREATE DATABASE {large} TEMPLATE {small}")
    use(large)
    return large


def drop(small: str, large: str, original: str) -> None:
    use(small)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {large} WITH (FORCE)")
    connection.creation.destroy_test_db(original, verbosity=0)


def compare(names: tuple[str, str], sizes: tuple[int, int], measures: Callable[[], dict[str, Measure]]) -> bool:
    """Measure, and print a table of it; whether everything is within its limit."""
    taken: dict[str, list[dict[str, float]]] = {}
    for turn in range(TURNS):
        for name in names if turn % 2 else reversed(names):
            use(name)
            for what, measure in measures().items():
                turns = taken.setdefault(what, [])
                if len(turns) <= turn:
                    turns.append({})
                turns[turn][name] = _milliseconds(measure)
    limits = {what: measure.most for what, measure in measures().items()}
    sys.stdout.write(f"{'':<38}{sizes[0]:>12,}{sizes[1]:>14,}{'times':>9}{'allowed':>9}\n")
    held = [
        _tell(what, [[turn[name] for name in names] for turn in turns], limits[what]) for what, turns in taken.items()
    ]
    return all(held)


def _milliseconds(measure: Measure) -> float:
    for number in range(3):
        measure.call(-number)  # a new connection knows nothing yet
    seconds = []
    for number in range(measure.times):
        began = time.perf_counter()
        measure.call(number)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


def _tell(what: str, turns: list[list[float]], most: float) -> bool:
    quotient = statistics.median(large / small for small, large in turns)
    small, large = (statistics.median(side) for side in zip(*turns, strict=True))
    holds = quotient <= most
    sys.stdout.write(f"{what:<38}{small:>9.2f} ms{large:>11.2f} ms{quotient:>9.2f}{most:>9.1f}")
    sys.stdout.write("\n" if holds else "   too slow\n")
    return holds
