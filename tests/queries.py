"""Counting the queries a page costs, to show that it costs the same whatever it lists."""

from collections import Counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, address: str) -> list[str]:
    """The SQL of a GET that answers 200, after one that fills what a process remembers (content types, the site)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return [query["sql"] for query in captured.captured_queries]


def assert_same_queries(address: str, few: list[str], many: list[str]) -> None:
    """Fail with the statements that came on top when there were more rows."""
    on_top = Counter(map(_kind, many)) - Counter(map(_kind, few))
    detail = "\n".join(f"{count} × {statement}" for statement, count in on_top.most_common(8))
    assert len(many) == len(few), f"{address}: {len(few)} queries became {len(many)}. On top:\n{detail}"


def _kind(statement: str) -> str:
    """A statement without its values."""
    what, _where, condition = statement.partition(" WHERE ")
    return f"{what[:200]} WHERE {condition.partition('=')[0][:80]}"
