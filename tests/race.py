"""Many buyers at once, in processes of their own, because threads of one process can hide a race."""

import multiprocessing
import os
import traceback
from collections.abc import Callable

from django.db import connections

_fork = multiprocessing.get_context("fork")


class RaceBroken(AssertionError):
    """A runner of the race raised something nobody expected."""


def race(run: Callable[[int], object], runners: int) -> list:
    """Call `run(number)` in `runners` processes that start together; what each returned, in order of number."""
    connections.close_all()  # a connection must not be shared by two processes
    start = _fork.Event()
    ends = [_fork.Pipe(duplex=False) for _ in range(runners)]
    processes = [
        _fork.Process(target=_runner, args=(run, number, start, ends[number][1]), daemon=True)
        for number in range(runners)
    ]
    for process in processes:
        process.start()
    start.set()
    try:
        results = [reader.recv() if reader.poll(180) else ("raised", "no answer") for reader, _writer in ends]
    finally:
        for process in processes:
            process.join(10)
            if process.is_alive():
                process.kill()
    broken = [value for outcome, value in results if outcome == "raised"]
    if broken:
        raise RaceBroken(f"{len(broken)} of {runners} runners raised, the first:\n{broken[0]}")
    return [value for _outcome, value in results]


def _runner(run, number, start, writer) -> None:
    connections.close_all()
    start.wait()
    try:
        writer.send(("returned", run(number)))
    except BaseException:
        writer.send(("raised", traceback.format_exc()))
    finally:
        connections.close_all()
        writer.close()
        os._exit(0)  # nothing of pytest's own end is this process's business
