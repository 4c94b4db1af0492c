"""What seals the books: a chain over the entries, the lines of each account's statement, and the anchors kept elsewhere.

Written by `sealing` alone. How the chain is made, so that an outsider can make it again, stands in `sealing`, too.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperatives.ledger.models.append_only import AppendOnly, AppendOnlyQuerySet
from cooperatives.ledger.models.books import Account, Entry


class Unsealed(models.Model):
    """An entry that waits for its seal; written with it, taken away by the transaction that seals it."""

    wagtail_reference_index_ignore = True

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="unsealed")

    class Meta:
        verbose_name = _("entry that waits for its seal")
        verbose_name_plural = _("entries that wait for their seals")

    def __str__(self):
        return str(self.entry_id)


class Seal(AppendOnly):
    """The place of an entry in the chain. Number 0 seals no entry: it is where the chain begins, and its lock."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    entry = models.OneToOneField(
        Entry, verbose_name=_("entry"), null=True, blank=True, on_delete=models.PROTECT, related_name="seal"
    )
    chain = models.CharField(_("chain"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="seal_is_of_an_entry_or_the_first",
                condition=Q(number=0, entry__isnull=True) | Q(number__gt=0, entry__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number}:{self.chain}"


class LineQuerySet(AppendOnlyQuerySet):
    def of_account(self, account: Account):
        return self.filter(account=account)


class Line(AppendOnly):
    """A line of an account's statement: what one entry did to it, and what it stood at then, in its natural sign.

    `booked_at` never goes back along an account, so a range of days is a range of numbers.
    """

    pk = models.CompositePrimaryKey("account_id", "number")
    account = models.ForeignKey(
        Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    number = models.BigIntegerField(_("number"))
    seal = models.ForeignKey(
        Seal, verbose_name=_("seal"), on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Entry.Kind)
    booked_at = models.DateTimeField(_("booked at"))
    delta_minor = models.BigIntegerField(_("change in minor units"))
    balance_minor = models.BigIntegerField(_("balance in minor units"))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ["account_id", "-number"]
        constraints = [models.UniqueConstraint(name="line_once_an_entry", fields=["seal", "account"])]
        indexes = [
            models.Index(name="line_by_kind", fields=["account", "kind", "number"]),
            models.Index(name="line_by_day", fields=["account", "booked_at", "number"]),
        ]

    def __str__(self):
        return f"{self.account_id}/{self.number}: {self.balance_minor}"


class Anchor(AppendOnly):
    """Where the chain stood at the end of a day, printed or mailed: whoever kept it can tell whether history was changed."""

    made_on = models.DateField(_("day"))
    is_mailed = models.BooleanField(_("is mailed"), help_text=_("One a day is mailed, one is printed."))
    number = models.BigIntegerField(_("number"))
    chain = models.CharField(_("chain"), max_length=64)
    # {currency: {kind of account: minor units}}
    totals = models.JSONField(_("balances"))

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["-made_on", "is_mailed"]
        constraints = [models.UniqueConstraint(name="anchor_once_a_day", fields=["made_on", "is_mailed"])]

    def __str__(self):
        return f"{self.number}:{self.chain}"
