"""Taking a guard of the database away, to show that without it the bad thing happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model


@contextmanager
def constraint_off(model: type[Model], name: str, *, clear) -> Iterator[None]:
    """Run without one constraint; `clear()` removes what breaks it before it is put back."""
    meta = model._meta
    everything = meta.constraints
    guard = next(constraint for constraint in everything if constraint.name == name)
    # SQLite makes the table anew from the model, which must not have the guard either.
    meta.constraints = [constraint for constraint in everything if constraint is not guard]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, guard)
    try:
        yield
    finally:
        clear()
        meta.constraints = everything
        with connection.schema_editor() as editor:
            editor.add_constraint(model, guard)
