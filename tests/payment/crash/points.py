"""The points at which a process can die: before each SQL statement and COMMIT, before and after each call of Stripe.

They are found by watching, not listed: a statement that is added to the shop tomorrow is a point tomorrow.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connections
from requests.adapters import HTTPAdapter


@contextmanager
def watched(reached: Callable[[str], None]) -> Iterator[None]:
    """Call `reached(where)` at every point that what runs inside passes."""
    connection = connections["default"]
    commit, send = connection._commit, HTTPAdapter.send

    def statement(execute, sql, params, many, context):
        reached(f"before {_name_of(sql)}")
        return execute(sql, params, many, context)

    def committing():
        # Django tells its wrappers of every statement but this one.
        reached("before COMMIT")
        return commit()

    def calling(adapter, request, **options):
        what = f"{request.method} {urlsplit(request.url).path}"
        reached(f"before {what}")
        answer = send(adapter, request, **options)
        reached(f"after {what}")
        return answer

    connection._commit, HTTPAdapter.send = committing, calling
    try:
        with connection.execute_wrapper(statement):
            yield
    finally:
        del connection._commit
        HTTPAdapter.send = send


def _name_of(sql: str) -> str:
    """The beginning of a statement, the same in every run: Django numbers its savepoints."""
    return re.sub(r'"s\d+_x\d+"', "…", " ".join(sql.split()))[:70]
