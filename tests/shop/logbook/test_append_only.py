"""The log is only ever added to: the database itself refuses the rest, but for a name that goes with its account."""

import io
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from shop.customer.closing import close_account
from shop.logbook import append_only
from tests import factories

pytestmark = pytest.mark.django_db
STATEMENTS = [
    "UPDATE {} SET action = 'other'",
    "UPDATE {} SET user_id = NULL",
    "UPDATE {} SET timestamp = '2020-01-01 00:00:00+00:00'",
    "UPDATE {} SET data = '[1]'",
    "UPDATE {} SET deleted = NOT deleted",
    "UPDATE {} SET label = 'somebody else'",
    "UPDATE {} SET label = '', action = 'other'",
    "DELETE FROM {}",
    "DELETE FROM {} WHERE id = (SELECT max(id) FROM {})",
]
ONLY = {
    "sqlite": ["INSERT OR REPLACE INTO {} SELECT * FROM {}", "UPDATE OR IGNORE {} SET action = 'other'"],
    "postgresql": [
        "TRUNCATE {}",
        "INSERT INTO {} SELECT * FROM {} ON CONFLICT (id) DO UPDATE SET action = 'other'",
    ],
}
NAMES = sorted(
    {
        "sqlite": [f"{table}_no_{act}" for table in append_only.TABLES for act in ("update", "delete", "replace")],
        "postgresql": [
            f"{table}_no_{act}" for table in append_only.TABLES for act in ("update", "delete", "truncate")
        ],
    }[connection.vendor]
)


@pytest.fixture
def entries(world) -> None:
    """An entry about a piece and one about a page, by somebody of the staff."""
    yvette = factories.staff(first_name="Yvette")
    log(instance=factories.piece("Pot"), action="wagtail.edit", user=yvette, data={"changes": []})
    log(instance=Page.objects.get(depth=1), action="wagtail.publish", user=yvette)
    connection.check_constraints()  # PostgreSQL empties no table for which checks are put off


def contents() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (ModelLogEntry, PageLogEntry)]


def is_refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("table", append_only.TABLES)
def test_no_statement_changes_or_deletes_an_entry(entries, table):
    before = contents()

    refused = {said: is_refused(said.format(table, table)) for said in STATEMENTS + ONLY[connection.vendor]}

    assert refused == dict.fromkeys(refused, True)
    assert contents() == before


@pytest.mark.parametrize("model", [ModelLogEntry, PageLogEntry])
def test_no_query_set_does_either(entries, model):
    entry = model.objects.latest("pk")
    entry.action = "wagtail.delete"

    for act in (
        entry.save,
        entry.delete,
        model.objects.all().delete,
        lambda: model.objects.update(content_changed=True),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize("table", append_only.TABLES)
def test_without_the_guards_every_statement_has_its_way(entries, table):
    """The negative control."""
    append_only.remove(connection)

    try:
        refused = [said for said in STATEMENTS if is_refused(said.format(table, table))]
    finally:
        append_only.install(connection)

    assert refused == []


def test_the_migration_puts_the_guards_in_place_and_takes_them_away(entries):
    migration = import_module("shop.logbook.migrations.0001_append_only")
    editor = SimpleNamespace(connection=connection)

    migration.remove(None, editor)
    without = append_only.missing(connection)
    migration.install(None, editor)
    migration.install(None, editor)

    assert without == NAMES
    assert append_only.missing(connection) == []
    assert is_refused("DELETE FROM wagtailcore_pagelogentry")


@pytest.mark.migrated
def test_the_migrations_install_the_guards_of_the_log():
    assert append_only.missing(connection) == []


def test_checking_the_books_tells_of_a_guard_that_is_missing(world, capsys):
    append_only.remove(connection)

    try:
        with pytest.raises(CommandError):
            call_command("check_books", stdout=io.StringIO())
    finally:
        append_only.install(connection)

    assert f"the guard {NAMES[0]} is missing" in capsys.readouterr().err


def test_closing_an_account_takes_its_name_out_of_the_log_and_leaves_what_the_staff_did(world):
    buyer = factories.user("ada@example.org", first_name="Ada", last_name="Example")
    boss = factories.staff(first_name="Aline")
    for action in ("wagtail.create", "wagtail.edit"):
        log(instance=buyer, action=action, user=boss)
    log(instance=factories.user("other@example.org", first_name="Another"), action="wagtail.edit", user=boss)
    number = str(buyer.pk)

    close_account(user=buyer)

    of_buyer = ModelLogEntry.objects.filter(object_id=number).order_by("pk")
    assert [(entry.label, entry.action, entry.user) for entry in of_buyer] == [
        ("", "wagtail.create", boss),
        ("", "wagtail.edit", boss),
    ]
    assert "Ada" not in str(contents())
    assert ModelLogEntry.objects.filter(label="Another").exists()


def test_an_account_that_staff_delete_leaves_no_name_either(world, client):
    buyer, boss = factories.user("ada@example.org", first_name="Ada"), factories.staff(first_name="Aline")
    log(instance=buyer, action="wagtail.edit", user=boss)
    client.force_login(boss)

    client.post(reverse("wagtailusers_users:delete", args=[buyer.pk]))

    assert not type(buyer).objects.filter(pk=buyer.pk).exists()
    assert "Ada" not in str(contents())
    assert set(ModelLogEntry.objects.values_list("action", "user")) == {
        ("wagtail.edit", boss.pk),
        ("wagtail.delete", boss.pk),
    }
