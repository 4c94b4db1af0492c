"""Rows that are written once: neither changed nor deleted, as far as a model can refuse. The database refuses the rest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BooksAreAppendOnly(Exception):
    """Somebody tried to change or delete what is written in the books."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise BooksAreAppendOnly(_("What is written in the books is never changed; post a reversal instead."))

    def delete(self):
        raise BooksAreAppendOnly(_("What is written in the books is never deleted; post a reversal instead."))

    def bulk_update(self, objs, fields, batch_size=None):
        raise BooksAreAppendOnly(_("What is written in the books is never changed; post a reversal instead."))

    def _raw_delete(self, using):
        raise BooksAreAppendOnly(_("What is written in the books is never deleted; post a reversal instead."))

    # As on Django's own: a manager offers no delete().
    delete.queryset_only = True


class AppendOnly(models.Model):
    # Wagtail would look for references to pages in each row that is written; there are none.
    wagtail_reference_index_ignore = True

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise BooksAreAppendOnly(_("What is written in the books is never changed; post a reversal instead."))
        # Without force_insert, a new object that carries the key of an old row would overwrite that row.
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise BooksAreAppendOnly(_("What is written in the books is never deleted; post a reversal instead."))
