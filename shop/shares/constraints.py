"""Two policies of one scope never hold on the same day, and both databases refuse it.

PostgreSQL could do this by an exclusion constraint, with an extension that not every server has; SQLite has nothing like
it. So it is a trigger on both, made and removed with the table as any other constraint. Of two savers at once the second
one waits: SQLite has one writer at a time, and on PostgreSQL the trigger takes a lock named after the scope.
"""

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BaseConstraint, Q

SCOPE = ("product", "category", "cooperative")

_OVERLAP = """EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.id <> NEW.id
    AND other.product_id {same} NEW.product_id
    AND other.category_id {same} NEW.category_id
    AND other.cooperative_id {same} NEW.cooperative_id
    AND (other.valid_until IS NULL OR other.valid_until >= NEW.valid_from)
    AND (NEW.valid_until IS NULL OR NEW.valid_until >= other.valid_from)
)"""

# 23P01 (exclusion_violation) reaches Django as an IntegrityError, as on SQLite.
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(
        concat_ws(',', '{name}', coalesce(NEW.product_id, 0), coalesce(NEW.category_id, 0), coalesce(NEW.cooperative_id, 0)), 0
    ));
    IF {overlap} THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = '23P01';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
"""
# After and not before: until then SQLite does not know the number of a new row.
_SQLITE = """
CREATE TRIGGER {name}_{act} AFTER {act} ON {table} WHEN {overlap}
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


class NoOverlap(BaseConstraint):
    """Periods (`valid_from`, `valid_until`, both included) of rows with the same scope do not overlap."""

    def __eq__(self, other):
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def constraint_sql(self, model, schema_editor):
        """Nothing inside CREATE TABLE; the triggers follow when the table is there, under its final name."""
        schema_editor.deferred_sql += self._statements(model, schema_editor)

    def create_sql(self, model, schema_editor):
        """PostgreSQL alone asks this; SQLite makes the table anew instead."""
        return self._statements(model, schema_editor)[0]

    def remove_sql(self, model, schema_editor):
        return f"DROP TRIGGER IF EXISTS {self.name} ON {model._meta.db_table}"

    def _statements(self, model, schema_editor) -> list[str]:
        table = model._meta.db_table.removeprefix("new__")  # as SQLite's editor calls a table that it makes anew
        if schema_editor.connection.vendor == "sqlite":
            overlap = _OVERLAP.format(table=table, same="IS")
            return [
                _SQLITE.format(name=self.name, act=act, table=table, overlap=overlap) for act in ("INSERT", "UPDATE")
            ]
        overlap = _OVERLAP.format(table=table, same="IS NOT DISTINCT FROM")
        return [_POSTGRESQL.format(name=self.name, table=table, overlap=overlap)]

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        """The same question, asked by a form, so that the answer is a sentence."""
        if instance.valid_from is None:
            return
        same_scope = {f"{name}_id": getattr(instance, f"{name}_id") for name in SCOPE}
        overlapping = (
            model._default_manager.using(using)
            .filter(Q(valid_until=None) | Q(valid_until__gte=instance.valid_from), **same_scope)
            .exclude(pk=instance.pk)
        )
        if instance.valid_until is not None:
            overlapping = overlapping.filter(valid_from__lte=instance.valid_until)
        if overlapping.exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)
