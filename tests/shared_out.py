"""What a run of the suite shares out between its two databases, and `make proof` does whole on each (`EVERY_POINT`)."""

import os
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
IS_WHOLE = "EVERY_POINT" in os.environ
# Where only what asks a database is run, another database has been run before.
IS_SECOND = "ONLY_WITH_DATABASE" in os.environ


def share_of(things: Sequence[Thing]) -> Sequence[Thing]:
    """All of them, or every other one: the second database takes those that the first left."""
    return things if IS_WHOLE else things[int(IS_SECOND) :: 2]
