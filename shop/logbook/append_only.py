"""What the database itself refuses in the log: to change an entry, to delete it, to put another in its place.

Two things may go. The name of whom an entry is about, when that person's account is closed: what was done, by whom of the
staff and when, stays. And the kind of thing it was about, when a model is no more.

The tables are Wagtail's. On SQLite a release of Wagtail that rebuilds one of them drops its guards: `check_books` tells, and a
migration of ours that calls `install` again follows that release.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from cooperatives.ledger.guards import (
    Guards,
    Triggers,
    postgresql_refusals,
    refusing,
    refusing_function,
    sqlite_no_replace,
    sqlite_refusals,
)

RECORDS = "wagtailcore_modellogentry"
TABLES = (RECORDS, "wagtailcore_pagelogentry")
REFUSED = "the log is only added to"
# What may go, and what is left then.
_MAY_GO = {"label": "NEW.label = ''", "content_type_id": "NEW.content_type_id IS NULL"}
_DIFFERS = {"sqlite": "OLD.{0} IS NOT NEW.{0}", "postgresql": "OLD.{0} IS DISTINCT FROM NEW.{0}"}


def _triggers(connection: BaseDatabaseWrapper) -> Triggers:
    unchanged = {f"{table}_no_update": (table, _no_update(connection, table)) for table in TABLES}
    if connection.vendor == "postgresql":
        kept = [(table, act) for table in TABLES for act in ("DELETE", "TRUNCATE")]
        return {**unchanged, **postgresql_refusals(kept, "log_refuse")}
    return {
        **unchanged,
        **sqlite_refusals([(table, "DELETE") for table in TABLES], REFUSED),
        **sqlite_no_replace(dict.fromkeys(TABLES, "id = NEW.id"), REFUSED),
    }


def _no_update(connection: BaseDatabaseWrapper, table: str) -> str:
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return ""
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    differs = {column: _DIFFERS[connection.vendor].format(column) for column in columns}
    differs |= {column: f"{differs[column]} AND NOT ({gone})" for column, gone in _MAY_GO.items()}
    changed = " OR ".join(f"({condition})" for condition in differs.values())
    if connection.vendor == "postgresql":
        return f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION log_refuse()"
    return f"BEFORE UPDATE ON {table} WHEN {changed} {refusing(REFUSED)}"


GUARDS = Guards(TABLES, _triggers, (refusing_function("log_refuse", REFUSED),))
install, remove, missing = GUARDS.install, GUARDS.remove, GUARDS.missing


def take_out_name(person: Model) -> int:
    """Take the name of a person out of what the log says was done about their account; how many entries had it."""
    about = [ContentType.objects.get_for_model(person, for_concrete_model=False).pk, str(person.pk), str(person)]
    with default_connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {RECORDS} SET label = '' WHERE content_type_id = %s AND (object_id = %s OR label = %s)", about
        )
        return cursor.rowcount
