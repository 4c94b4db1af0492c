"""For pages of Oscar's dashboard that make, change or delete an offer or a voucher: what they did goes to the log."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Model

from shop.logbook.changes import changes, values_of
from shop.payment.logbook import note


@contextmanager
def watching(row: Model, *, by: Model, also: tuple[str, ...] = ()) -> Iterator[None]:
    """Log what becomes of a row inside, in one transaction with it. `also`: what hangs on it and says something of it."""
    with transaction.atomic():
        before = _said(row, also)
        yield
        after = _said(row, also)
        if changed := changes(before, after):
            action = "wagtail.create" if not before else "wagtail.edit" if after else "wagtail.delete"
            note(row, action, by=by, data={"changes": changed})


def _said(row: Model, also: tuple[str, ...]) -> dict[str, str]:
    """As the database has it; nothing before it is made and after it is deleted."""
    stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    if stored is None:
        return {}
    said = values_of(stored)
    for name in also:
        part = getattr(stored, name)
        if isinstance(part, Model):
            said |= {f"{name}.{field}": value for field, value in values_of(part).items()}
        elif part is not None:
            said[name] = ", ".join(sorted(str(one) for one in part.all()))
    return said


class LoggedForm:
    """A form that makes or changes one row."""

    also: tuple[str, ...] = ()

    def form_valid(self, form):
        with watching(form.instance, by=self.request.user, also=self.also):
            return super().form_valid(form)


class LoggedDeletion:
    def post(self, request, *args, **kwargs):
        row = self.get_object()
        # Afterwards it has no number, by which the log knows it.
        kept = type(row).objects.get(pk=row.pk)
        with watching(kept, by=request.user):
            return super().post(request, *args, **kwargs)
