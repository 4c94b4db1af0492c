"""Failures to order: the next n requests to a path fail, before or after they had their effect.

``400`` refuses a request that is right, as a Stripe would that changed its mind; ``nonsense`` is an answer in which nothing
stands that was asked for.

The SDK retries twice by itself on 5xx, 409, time-outs and lost connections, so a failure that the shop shall see needs
``times=3``.
"""

import threading
from dataclasses import dataclass

KINDS = ("500", "429", "400", "nonsense", "reset", "timeout", "slow")
WHERE = ("before", "after")


@dataclass
class Failure:
    kind: str
    where: str = "before"
    times: int = 1
    path: str = "/v1/"
    method: str = ""
    seconds: float = 30


class Failures:
    def __init__(self):
        self._lock = threading.Lock()
        self._ordered: list[Failure] = []

    def order(self, failure: Failure) -> None:
        if failure.kind not in KINDS or failure.where not in WHERE or failure.times < 1:
            raise ValueError(f"kind is one of {KINDS}, where one of {WHERE}, times at least 1")
        if failure.kind == "slow" and failure.where == "after":
            raise ValueError("slow is always before the effect, with the idempotency key already claimed")
        with self._lock:
            self._ordered.append(failure)

    def next(self, where: str, method: str, path: str) -> Failure | None:
        """The failure that this request meets, counted off."""
        with self._lock:
            for failure in self._ordered:
                if failure.where == where and path.startswith(failure.path) and failure.method in ("", method):
                    failure.times -= 1
                    if not failure.times:
                        self._ordered.remove(failure)
                    return failure
        return None

    def clear(self) -> None:
        with self._lock:
            self._ordered.clear()


def parsed(text: str) -> Failure:
    """``500:before:3:/v1/refunds``, as on the command line; all but the first may be left out."""
    kind, where, times, path = (text.split(":", 3) + [""] * 3)[:4]
    return Failure(kind=kind, where=where or "before", times=int(times or 1), path=path or "/v1/")
