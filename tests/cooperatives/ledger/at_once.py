"""Several writers of the books at once, each with a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

from cooperatives.ledger.writing import NotWritten


def at_once(writers: int, write: Callable[[int], object]) -> list[str]:
    """Call `write(number)` in threads that start together; each one's refusal by name, or "written"."""
    start = threading.Barrier(writers)
    outcomes = []

    def run(number):
        start.wait()
        try:
            write(number)
            outcomes.append("written")
        except NotWritten as refused:
            outcomes.append(type(refused).__name__)
        except Exception as fault:
            outcomes.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
