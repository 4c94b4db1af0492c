"""An act of the shop that ends in the middle, as by a crash: what was not committed is gone, nothing after it happens.

No process dies here, so that thousands of acts can be cut; `tests/payment/crash` kills real ones, at every point.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection, connections

from tests.payment.crash.points import watched


class Cut(BaseException):
    """The end of it; no `except Exception` may go on after this."""


def cut_at(number: int) -> AbstractContextManager[None]:
    """Raise Cut at the point of this number, if so many are passed."""
    return _cut(lambda passed, where: passed >= number)


def cut_after(call: str) -> AbstractContextManager[None]:
    """Raise Cut when Stripe has answered this call, before anybody here knows what."""
    return _cut(lambda passed, where: where == f"after {call}")


def cut_once_written(table: str) -> AbstractContextManager[None]:
    """Raise Cut when a row of this table was committed, before anything more happens."""
    steps = iter((f'INSERT INTO "{table}"', "COMMIT", "", None))
    awaited = next(steps)

    def is_there(_passed: int, where: str) -> bool:
        nonlocal awaited
        if awaited is not None and awaited in where:
            awaited = next(steps)
        return awaited is None

    return _cut(is_there)


@contextmanager
def _cut(is_there: Callable[[int, str], bool]) -> Iterator[None]:
    passed, is_over = 0, False

    def reached(where: str) -> None:
        nonlocal passed, is_over
        if is_over and "ROLLBACK" in where:
            return  # what the database does by itself when nobody is there any more
        passed += 1
        is_over = is_over or is_there(passed, where)
        if is_over:
            if where == "before COMMIT":
                connection._rollback()
            raise Cut(where)

    try:
        with watched(reached):
            yield
    except Cut:
        connections.close_all()
        raise
