"""What every test may use: books that are append-only as in production, a sandboxed Stripe, and a world to sell in."""

import os

import pytest
from django.core.cache import caches
from django.db import connection

from cooperatives.ledger import append_only
from shop.logbook import append_only as log_guards
from tests import factories

pytest_plugins = ["tests.payment.sandbox_fixture"]


WITH_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config, items):
    """On a second database `make test` runs again only what asks a database."""
    if "ONLY_WITH_DATABASE" not in os.environ:
        return
    without = [item for item in items if not _asks_a_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or WITH_DATABASE & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def _books_are_append_only(request):
    """Tables made without migrations lack their guards; and a test that empties tables must be let do so at its end."""
    if not WITH_DATABASE & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db" if _empties_tables(request) else "db")
    for guards in (append_only, log_guards):
        guards.install(connection)
    yield
    for guards in (append_only, log_guards) if _empties_tables(request) else ():
        guards.remove(connection)


def _empties_tables(request) -> bool:
    marker = request.node.get_closest_marker("django_db")
    by_marker = bool(marker and marker.kwargs.get("transaction"))
    return by_marker or bool({"transactional_db", "live_server"} & set(request.fixturenames))


@pytest.fixture(autouse=True)
def _no_memory_between_tests(request):
    caches["default"].clear()


@pytest.fixture
def world(db):
    """A shop with its countries, delivery rates, kinds of pieces and a site; no piece yet."""
    return factories.world()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    for marker in item.iter_markers("proof"):
        item.user_properties.append(("proof", marker.args[0]))


@pytest.fixture
def reached(request):
    """Note the figure a proof reached, for `make proof` to print."""
    return lambda figure: request.node.user_properties.append(("figure", figure))


@pytest.fixture
def say_at_the_end(request):
    """Note what whoever ran the tests should read, as what was left out this time."""
    return lambda what: request.node.user_properties.append(("said", what))


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.getreports("passed"):
        for name, what in report.user_properties:
            if name == "said":
                terminalreporter.write_line(what)
