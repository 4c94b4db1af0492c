"""What the database itself refuses in the books: every UPDATE, DELETE and TRUNCATE, and a posting in a foreign
currency.

The models refuse too, but a query set, a migration, `dbshell` or another programme does not ask them. The triggers are
installed by a migration. A later migration that rebuilds one of these tables on SQLite drops them with the old table
and must end with `install` again; `check` reports triggers that are missing.

`remove` exists for the tests, which empty the tables between them, and for taking the migration back.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("ledger_account", "ledger_entry", "ledger_posting")

FOREIGN_CURRENCY = """EXISTS (
    SELECT 1 FROM ledger_account
    WHERE ledger_account.id IN (NEW.debit_id, NEW.credit_id) AND ledger_account.currency <> NEW.currency
)"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place; those that are there already stay."""
    _run(connection, {"sqlite": _SQLITE_INSTALL, "postgresql": _POSTGRESQL_INSTALL})


def remove(connection: BaseDatabaseWrapper) -> None:
    _run(connection, {"sqlite": _SQLITE_REMOVE, "postgresql": _POSTGRESQL_REMOVE})


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that are not in place, or are switched off."""
    expected = {"sqlite": _SQLITE_TRIGGERS, "postgresql": _POSTGRESQL_TRIGGERS}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            {
                "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
                # 'D' is a trigger that somebody disabled; the search path decides which schema is ours.
                "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND tgrelid IN "
                "(to_regclass('ledger_account'), to_regclass('ledger_entry'), to_regclass('ledger_posting'))",
            }[connection.vendor]
        )
        present = {name for (name,) in cursor.fetchall()}
    return sorted(set(expected) - present)


def _run(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    # Only the two engines that the project runs on: on any other, no books are better than unguarded ones.
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


_SQLITE_TRIGGERS = {
    f"{table}_no_{act.lower()}": f"BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END"
    for table in TABLES
    for act in ("UPDATE", "DELETE")
} | {
    # INSERT OR REPLACE deletes the old row without firing its DELETE trigger.
    f"{table}_no_replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row}) BEGIN "
    "SELECT RAISE(ABORT, 'the books are append-only'); END"
    for table, same_row in {
        "ledger_account": "id = NEW.id",
        "ledger_entry": "id = NEW.id OR reference = NEW.reference",
        "ledger_posting": "id = NEW.id",
    }.items()
}
_SQLITE_TRIGGERS["ledger_posting_one_currency"] = (
    f"BEFORE INSERT ON ledger_posting WHEN {FOREIGN_CURRENCY} BEGIN "
    "SELECT RAISE(ABORT, 'a posting has the currency of its accounts'); END"
)
_SQLITE_INSTALL = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {name} {definition}" for name, definition in _SQLITE_TRIGGERS.items()
)
_SQLITE_REMOVE = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE_TRIGGERS)

# 23001 (restrict_violation) and 23514 (check_violation) reach Django as an IntegrityError, as on SQLite.
_POSTGRESQL_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the books are append-only: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
    END $$""",
    f"""CREATE OR REPLACE FUNCTION ledger_one_currency() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {FOREIGN_CURRENCY} THEN
            RAISE EXCEPTION 'a posting has the currency of its accounts' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$""",
)
_POSTGRESQL_TRIGGERS = {
    f"{table}_no_{act.lower()}": (
        table,
        f"BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    )
    for table in TABLES
    for act in ("UPDATE", "DELETE", "TRUNCATE")
}
_POSTGRESQL_TRIGGERS["ledger_posting_one_currency"] = (
    "ledger_posting",
    "BEFORE INSERT ON ledger_posting FOR EACH ROW EXECUTE FUNCTION ledger_one_currency()",
)
_POSTGRESQL_INSTALL = _POSTGRESQL_FUNCTIONS + tuple(
    f"CREATE OR REPLACE TRIGGER {name} {definition}" for name, (_table, definition) in _POSTGRESQL_TRIGGERS.items()
)
_POSTGRESQL_REMOVE = (
    *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, _definition) in _POSTGRESQL_TRIGGERS.items()),
    "DROP FUNCTION IF EXISTS ledger_refuse()",
    "DROP FUNCTION IF EXISTS ledger_one_currency()",
)
