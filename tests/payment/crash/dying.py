"""A real process that does something and, at a point of our choice, is killed as by `kill -9`: nothing of it cleans up."""

import gc
import os
import signal
import traceback
from collections.abc import Callable

from django.db import connection

from tests.payment.crash.points import watched


class NotAsPlanned(Exception):
    """The process ended in another way than it should."""


def points_of(act: Callable[[], object]) -> list[str]:
    """Do it in a process of its own, to the end; every point that was passed, in order."""
    status, points = _run(act, None)
    if status != 0:
        raise NotAsPlanned("\n".join(points))
    return points


def kill(act: Callable[[], object], *, at: int, among: list[str]) -> None:
    """Do it in a process of its own, which kills itself when it reaches point number `at` of those it passed before."""
    status, points = _run(act, at)
    was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not was_killed or points != among[:at]:
        raise NotAsPlanned(f"not killed at point {at}, {among[at - 1]}, but there:\n" + "\n".join(points))


def _run(act: Callable[[], object], at: int | None) -> tuple[int, list[str]]:
    if connection.vendor == "sqlite":
        connection.close()  # its locks are the file's, and would be shared
    gc.freeze()  # or else the first collection would copy all that is shared with the parent
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_the_process(act, at, writer)
    os.close(writer)
    with os.fdopen(reader, errors="replace") as told:
        points = told.read().splitlines()
    return os.waitpid(pid, 0)[1], points


def _be_the_process(act: Callable[[], object], at: int | None, writer: int) -> None:
    passed = 0

    def reached(where: str) -> None:
        nonlocal passed
        passed += 1
        os.write(writer, f"{where}\n".encode())
        if passed == at:
            os.kill(os.getpid(), signal.SIGKILL)

    # The parent's connection is not ours: neither used nor closed.
    _connection_of_the_parent, connection.connection = connection.connection, None
    try:
        with watched(reached):
            act()
            reached("at the end, before the answer")
        os._exit(0)
    except BaseException:
        os.write(writer, traceback.format_exc().encode())
    finally:
        os._exit(1)  # nothing of pytest's own end is this process's business
