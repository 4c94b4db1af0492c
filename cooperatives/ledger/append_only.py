"""What the database itself refuses in the books: every UPDATE, DELETE and TRUNCATE, a posting in a foreign currency, and
to forget that an entry waits for its seal before it has it.

The models refuse too, but a query set, a migration, `dbshell` or another programme does not ask them. How the triggers get
there, and what a migration that rebuilds one of these tables must do, is said in `guards`; `check` reports those that are
missing.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from cooperatives.ledger.guards import (
    Guards,
    Triggers,
    postgresql_refusals,
    refusing,
    refusing_function,
    sqlite_no_replace,
    sqlite_refusals,
)

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
REFUSED = "the books are append-only"

FOREIGN_CURRENCY = """EXISTS (
    SELECT 1 FROM ledger_account
    WHERE ledger_account.id IN (NEW.debit_id, NEW.credit_id) AND ledger_account.currency <> NEW.currency
)"""
ONE_CURRENCY = "a posting has the currency of its accounts"

# What makes a row the same as one that is there.
_SAME_ROWS = {
    "ledger_account": "id = NEW.id",
    "ledger_entry": "id = NEW.id OR reference = NEW.reference",
    "ledger_posting": "id = NEW.id",
    "ledger_seal": "number = NEW.number OR entry_id = NEW.entry_id",
    "ledger_line": "account_id = NEW.account_id AND number = NEW.number "
    "OR seal_id = NEW.seal_id AND account_id = NEW.account_id",
    "ledger_anchor": "id = NEW.id OR made_on = NEW.made_on AND is_mailed = NEW.is_mailed",
}
_SQLITE_TRIGGERS = {
    **sqlite_refusals(
        [*((table, act) for table in TABLES for act in ("UPDATE", "DELETE")), (WAITING, "UPDATE")], REFUSED
    ),
    **sqlite_no_replace(_SAME_ROWS, REFUSED),
    "ledger_posting_one_currency": (
        "ledger_posting",
        f"BEFORE INSERT ON ledger_posting WHEN {FOREIGN_CURRENCY} {refusing(ONE_CURRENCY)}",
    ),
    f"{WAITING}_no_early_delete": (
        WAITING,
        f"BEFORE DELETE ON {WAITING} WHEN NOT EXISTS (SELECT 1 FROM ledger_seal WHERE entry_id = OLD.entry_id) "
        + refusing(REFUSED),
    ),
}

_POSTGRESQL_FUNCTIONS = (
    refusing_function("ledger_refuse", REFUSED),
    # 23514 (check_violation) reaches Django as an IntegrityError, too.
    f"""CREATE OR REPLACE FUNCTION ledger_one_currency() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {FOREIGN_CURRENCY} THEN
            RAISE EXCEPTION '{ONE_CURRENCY}' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE OR REPLACE FUNCTION ledger_unsealed_yet() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM ledger_seal WHERE entry_id = OLD.entry_id) THEN
            RAISE EXCEPTION '{REFUSED}: entry % has no seal yet', OLD.entry_id USING ERRCODE = '23001';
        END IF;
        RETURN OLD;
    END $$""",
)
_POSTGRESQL_TRIGGERS = {
    **postgresql_refusals(
        [
            *((table, act) for table in TABLES for act in ("UPDATE", "DELETE", "TRUNCATE")),
            (WAITING, "UPDATE"),
            (WAITING, "TRUNCATE"),
        ],
        "ledger_refuse",
    ),
    "ledger_posting_one_currency": (
        "ledger_posting",
        "BEFORE INSERT ON ledger_posting FOR EACH ROW EXECUTE FUNCTION ledger_one_currency()",
    ),
    f"{WAITING}_no_early_delete": (
        WAITING,
        f"BEFORE DELETE ON {WAITING} FOR EACH ROW EXECUTE FUNCTION ledger_unsealed_yet()",
    ),
}


def _triggers(connection: BaseDatabaseWrapper) -> Triggers:
    return {"sqlite": _SQLITE_TRIGGERS, "postgresql": _POSTGRESQL_TRIGGERS}[connection.vendor]


GUARDS = Guards((*TABLES, WAITING), _triggers, _POSTGRESQL_FUNCTIONS)
install, remove, missing = GUARDS.install, GUARDS.remove, GUARDS.missing
