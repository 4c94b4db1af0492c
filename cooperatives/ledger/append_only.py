"""What the database itself refuses in the books: every UPDATE, DELETE and TRUNCATE, a posting in a foreign currency, and
to forget that an entry waits for its seal before it has it.

The models refuse too, but a query set, a migration, `dbshell` or another programme does not ask them. The triggers are
installed by a migration. A later migration that rebuilds one of these tables on SQLite drops them with the old table,
and cannot while another table's trigger looks into it: it begins with `remove` and ends with `install`. `check` reports
triggers that are missing.

`remove` exists for the tests, which empty the tables between them, and for taking the migration back.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "ledger_account",
    "ledger_entry",
    "ledger_posting",
    "ledger_seal",
    "ledger_line",
    "ledger_anchor",
)
# Its rows go when their work is done, and only then.
WAITING = "ledger_unsealed"

FOREIGN_CURRENCY = """EXISTS (
    SELECT 1 FROM ledger_account
    WHERE ledger_account.id IN (NEW.debit_id, NEW.credit_id) AND ledger_account.currency <> NEW.currency
)"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place; those that are there already stay. A table that a later migration makes has none yet."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in {"sqlite": (), "postgresql": _POSTGRESQL_FUNCTIONS}[connection.vendor]:
            cursor.execute(statement)
        for name, (table, definition) in _triggers(connection).items():
            if table in there:
                cursor.execute(f"{_CREATE[connection.vendor]} {name} {definition}")


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for name, (table, _definition) in _triggers(connection).items():
            if table in there:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{_ON[connection.vendor].format(table)}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that are not in place, or are switched off."""
    with connection.cursor() as cursor:
        cursor.execute(
            {
                "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
                # 'D' is a trigger that somebody disabled; the search path decides which schema is ours.
                "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND tgrelid IN ("
                + ", ".join(f"to_regclass('{table}')" for table in (*TABLES, WAITING))
                + ")",
            }[connection.vendor]
        )
        present = {name for (name,) in cursor.fetchall()}
    return sorted(set(_triggers(connection)) - present)


def _triggers(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Name, table and definition. Only the two engines that the project runs on: on any other, no books are better than
    unguarded ones."""
    return {"sqlite": _SQLITE_TRIGGERS, "postgresql": _POSTGRESQL_TRIGGERS}[connection.vendor]


_CREATE = {"sqlite": "CREATE TRIGGER IF NOT EXISTS", "postgresql": "CREATE OR REPLACE TRIGGER"}
_ON = {"sqlite": "", "postgresql": " ON {}"}

_REFUSE = "SELECT RAISE(ABORT, 'the books are append-only'); END"
_SQLITE_TRIGGERS = {
    f"{table}_no_{act.lower()}": (table, f"BEFORE {act} ON {table} BEGIN {_REFUSE}")
    for table, act in [*((table, act) for table in TABLES for act in ("UPDATE", "DELETE")), (WAITING, "UPDATE")]
} | {
    # INSERT OR REPLACE deletes the old row without firing its DELETE trigger.
    f"{table}_no_replace": (
        table,
        f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row}) BEGIN {_REFUSE}",
    )
    for table, same_row in {
        "ledger_account": "id = NEW.id",
        "ledger_entry": "id = NEW.id OR reference = NEW.reference",
        "ledger_posting": "id = NEW.id",
        "ledger_seal": "number = NEW.number OR entry_id = NEW.entry_id",
        "ledger_line": "account_id = NEW.account_id AND number = NEW.number "
        "OR seal_id = NEW.seal_id AND account_id = NEW.account_id",
        "ledger_anchor": "id = NEW.id OR made_on = NEW.made_on AND is_mailed = NEW.is_mailed",
    }.items()
}
_SQLITE_TRIGGERS["ledger_posting_one_currency"] = (
    "ledger_posting",
    f"BEFORE INSERT ON ledger_posting WHEN {FOREIGN_CURRENCY} BEGIN "
    "SELECT RAISE(ABORT, 'a posting has the currency of its accounts'); END",
)
_SQLITE_TRIGGERS[f"{WAITING}_no_early_delete"] = (
    WAITING,
    f"BEFORE DELETE ON {WAITING} WHEN NOT EXISTS (SELECT 1 FROM ledger_seal WHERE entry_id = OLD.entry_id) "
    f"BEGIN {_REFUSE}",
)

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
    """CREATE OR REPLACE FUNCTION ledger_unsealed_yet() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM ledger_seal WHERE entry_id = OLD.entry_id) THEN
            RAISE EXCEPTION 'the books are append-only: entry % has no seal yet', OLD.entry_id USING ERRCODE = '23001';
        END IF;
        RETURN OLD;
    END $$""",
)
_POSTGRESQL_TRIGGERS = {
    f"{table}_no_{act.lower()}": (
        table,
        f"BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    )
    for table, act in [
        *((table, act) for table in TABLES for act in ("UPDATE", "DELETE", "TRUNCATE")),
        (WAITING, "UPDATE"),
        (WAITING, "TRUNCATE"),
    ]
}
_POSTGRESQL_TRIGGERS["ledger_posting_one_currency"] = (
    "ledger_posting",
    "BEFORE INSERT ON ledger_posting FOR EACH ROW EXECUTE FUNCTION ledger_one_currency()",
)
_POSTGRESQL_TRIGGERS[f"{WAITING}_no_early_delete"] = (
    WAITING,
    f"BEFORE DELETE ON {WAITING} FOR EACH ROW EXECUTE FUNCTION ledger_unsealed_yet()",
)
