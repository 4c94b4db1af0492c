"""Triggers by which the database itself refuses what must not happen: put in place, taken away, looked for.

The books have theirs in `append_only`; whatever else is only ever added to has its own, made of the same parts. A migration
installs them. A later migration that rebuilds one of the tables on SQLite drops them with the old table, and cannot while
another table's trigger looks into it: it begins with `remove` and ends with `install`. `missing` tells of those that are gone.

`remove` exists for the tests, which empty the tables between them, and for taking a migration back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

# Of each guard, by its name: the table, and what follows its name where it is made.
Triggers = Mapping[str, tuple[str, str]]

_CREATE = {"sqlite": "CREATE TRIGGER IF NOT EXISTS", "postgresql": "CREATE OR REPLACE TRIGGER"}
_ON = {"sqlite": "", "postgresql": " ON {}"}


@dataclass(frozen=True)
class Guards:
    """Only for the two engines that the project runs on: on any other, no tables are better than unguarded ones."""

    tables: tuple[str, ...]
    triggers: Callable[[BaseDatabaseWrapper], Triggers]
    postgresql_functions: tuple[str, ...] = ()

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Put every guard in place; those that are there already stay. A table that a later migration makes has none yet."""
        with connection.cursor() as cursor:
            there = set(connection.introspection.table_names(cursor))
            for statement in {"sqlite": (), "postgresql": self.postgresql_functions}[connection.vendor]:
                cursor.execute(statement)
            for name, (table, definition) in self.triggers(connection).items():
                if table in there:
                    cursor.execute(f"{_CREATE[connection.vendor]} {name} {definition}")

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            there = set(connection.introspection.table_names(cursor))
            for name, (table, _definition) in self.triggers(connection).items():
                if table in there:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{_ON[connection.vendor].format(table)}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The names of the guards that are not in place, or are switched off."""
        with connection.cursor() as cursor:
            cursor.execute(
                {
                    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
                    # 'D' is a trigger that somebody disabled; the search path decides which schema is ours.
                    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND tgrelid IN ("
                    + ", ".join(f"to_regclass('{table}')" for table in self.tables)
                    + ")",
                }[connection.vendor]
            )
            present = {name for (name,) in cursor.fetchall()}
        return sorted(set(self.triggers(connection)) - present)


def refusing(message: str) -> str:
    """The body of a trigger on SQLite that refuses what it is asked about."""
    return f"BEGIN SELECT RAISE(ABORT, '{message}'); END"


def refusing_function(name: str, message: str) -> str:
    """The same for PostgreSQL. 23001 (restrict_violation) reaches Django as an IntegrityError, as on SQLite."""
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{message}: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
    END $$"""


def sqlite_refusals(acts: Iterable[tuple[str, str]], message: str) -> Triggers:
    """Of pairs of a table and UPDATE or DELETE."""
    return {
        f"{table}_no_{act.lower()}": (table, f"BEFORE {act} ON {table} {refusing(message)}") for table, act in acts
    }


def sqlite_no_replace(same_rows: Mapping[str, str], message: str) -> Triggers:
    """INSERT OR REPLACE deletes the old row without firing its DELETE trigger. By table, what makes a row the same."""
    return {
        f"{table}_no_replace": (
            table,
            f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row}) {refusing(message)}",
        )
        for table, same_row in same_rows.items()
    }


def postgresql_refusals(acts: Iterable[tuple[str, str]], function: str) -> Triggers:
    """Of pairs of a table and UPDATE, DELETE or TRUNCATE."""
    return {
        f"{table}_no_{act.lower()}": (
            table,
            f"BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        )
        for table, act in acts
    }
