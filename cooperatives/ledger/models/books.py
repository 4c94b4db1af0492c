"""Accounts, entries and postings, to which only additions are ever made.

An Entry is one thing that happened (a sale, a fee, a refund). Its Postings move an amount each, to one account
(`debit`) from another (`credit`), so an entry balances by construction. An account is read in its natural sign: what
the payment provider or the bank holds for us, and what we bore, grow when debited; what we owe a cooperative, our
commission and the delivery that buyers paid for grow when credited.

    a sale        debit PROVIDER      credit COOPERATIVE (one posting each), COMMISSION, DELIVERY
    a fee         debit FEES          credit PROVIDER
    a refund      debit COOPERATIVE, COMMISSION, DELIVERY      credit PROVIDER
    a dispute     debit DISPUTED      credit PROVIDER, and COOPERATIVE → HELD until it ends
    a payout      debit COOPERATIVE   credit IN_TRANSIT, and then BANK
    a reversal    each posting of the other entry, the other way round

Written by `writing` alone, as `postings`, `disputes` and `payouts` say; the database refuses changes itself
(`append_only`). A mistake is undone by a reversal.
"""

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.ledger.models.append_only import AppendOnly, AppendOnlyQuerySet

# What the constraints below say of kinds, which they cannot name themselves.
_OF_COOPERATIVES = ["cooperative", "held", "in_transit"]
_CONCLUSIONS = ["dispute_won", "dispute_lost", "payout_paid", "payout_returned"]


class AccountQuerySet(AppendOnlyQuerySet):
    def of_cooperatives(self):
        return self.filter(kind=Account.Kind.COOPERATIVE)

    def for_cooperative(self, cooperative_id: int):
        return self.filter(cooperative_id=cooperative_id)

    def with_balance(self):
        """Each account with `balance_minor`, in its natural sign: what its last line says, and what no line says yet.

        One query for all of them, so that no entry is counted twice or left out while it is being sealed; and as quick
        for a million postings as for ten.
        """
        waiting = Posting.objects.filter(entry__unsealed__isnull=False)
        return self.annotate(balance_minor=self._booked() + self._natural(waiting))

    def with_booked_balance(self):
        """Each account with `booked_minor`: what its last line says."""
        return self.annotate(booked_minor=self._booked())

    def with_postings_added_up(self):
        """Each account with `added_up_minor`: the same from all its postings, to compare."""
        return self.annotate(added_up_minor=self._natural(Posting.objects.all()))

    @staticmethod
    def _booked():
        from cooperatives.ledger.models.chain import Line  # points here itself

        last = Line.objects.filter(account=OuterRef("pk")).order_by("-number").values("balance_minor")[:1]
        return Coalesce(Subquery(last, output_field=models.BigIntegerField()), 0)

    @staticmethod
    def _natural(postings):
        debited, credited = AccountQuerySet._total(postings, "debit"), AccountQuerySet._total(postings, "credit")
        return Case(When(kind__in=Account.GROW_WHEN_DEBITED, then=debited - credited), default=credited - debited)

    @staticmethod
    def _total(postings, side: str):
        # Two subqueries and not two joins: joined, each debit would be counted once for each credit.
        of_account = postings.filter(**{side: OuterRef("pk")}).order_by()
        totals = of_account.values(side).annotate(total=Sum("amount_minor"))
        return Coalesce(Subquery(totals.values("total"), output_field=models.BigIntegerField()), 0)


class Account(AppendOnly):
    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", _("Owed to a cooperative")
        PROVIDER = "provider", _("Held by the payment provider")
        COMMISSION = "commission", _("Commission")
        DELIVERY = "delivery", _("Delivery paid by buyers")
        FEES = "fees", _("Fees of the payment provider")
        BANK = "bank", _("Held by the bank")
        PROMOTIONS = "promotions", _("Discounts borne by the house")
        LOSSES = "losses", _("Losses borne by the house")
        UNEARNED = "unearned", _("Paid for nothing, to be returned")
        DISPUTED = "disputed", _("Taken by the provider in disputes")
        HELD = "held", _("Held for a cooperative during a dispute")
        IN_TRANSIT = "in_transit", _("On its way to a cooperative")
        EXCHANGE = "exchange", _("Exchanged for another currency")

    GROW_WHEN_DEBITED = (
        Kind.PROVIDER, Kind.FEES, Kind.BANK, Kind.PROMOTIONS, Kind.LOSSES, Kind.DISPUTED, Kind.EXCHANGE,
    )  # fmt: skip
    # What comes in for a purpose and leaves when that is over: never less than nothing.
    NEVER_OVERDRAWN = (Kind.UNEARNED, Kind.DISPUTED, Kind.HELD, Kind.IN_TRANSIT)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative",
        verbose_name=_("cooperative"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
    )
    currency = models.CharField(_("currency"), max_length=3)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["kind", "cooperative_id", "currency"]
        constraints = [
            models.UniqueConstraint(
                name="account_once_a_cooperative_and_currency",
                fields=["kind", "cooperative", "currency"],
                condition=Q(cooperative__isnull=False),
            ),
            # A null is never equal to a null in SQL, so the accounts of the house need a constraint of their own.
            models.UniqueConstraint(
                name="account_once_a_kind_and_currency",
                fields=["kind", "currency"],
                condition=Q(cooperative__isnull=True),
            ),
            models.CheckConstraint(
                name="account_of_a_cooperative_names_it",
                condition=Q(kind__in=_OF_COOPERATIVES, cooperative__isnull=False)
                | (~Q(kind__in=_OF_COOPERATIVES) & Q(cooperative__isnull=True)),
            ),
        ]

    def __str__(self):
        if self.kind == self.Kind.COOPERATIVE:
            return f"{self.cooperative} ({self.currency})"
        owner = f"{self.cooperative}: " if self.cooperative_id else ""
        return f"{owner}{self.get_kind_display()} ({self.currency})"

    @property
    def sign(self) -> int:
        """What a debit of one unit does to the balance."""
        return 1 if self.kind in self.GROW_WHEN_DEBITED else -1

    @property
    def key(self) -> tuple[str, int | None, str]:
        """What identifies an account by its meaning, whatever its row number."""
        return (str(self.kind), self.cooperative_id, self.currency)


class EntryQuerySet(AppendOnlyQuerySet):
    def for_cooperative(self, cooperative_id: int):
        return self.filter(pk__in=Posting.objects.for_cooperative(cooperative_id).values("entry_id"))

    def for_order(self, order_reference: str):
        return self.filter(order_reference=order_reference)

    def with_postings(self):
        """Entries whose postings and accounts can be read without further queries."""
        postings = Posting.objects.select_related("debit__cooperative", "credit__cooperative")
        return self.prefetch_related(models.Prefetch("postings", queryset=postings))


class Entry(AppendOnly):
    class Kind(models.TextChoices):
        SALE = "sale", _("Sale")
        FEE = "fee", _("Fee")
        REFUND = "refund", _("Refund")
        REVERSAL = "reversal", _("Reversal")
        EXCHANGE = "exchange", _("Exchange of currency")
        UNEARNED = "unearned", _("Paid for nothing")
        UNEARNED_RETURNED = "unearned_returned", _("Paid for nothing, returned")
        DISPUTE_OPENED = "dispute_opened", _("Dispute opened")
        DISPUTE_WON = "dispute_won", _("Dispute won")
        DISPUTE_LOST = "dispute_lost", _("Dispute lost")
        DISPUTE_FEE = "dispute_fee", _("Fee of a dispute")
        TRANSFER = "transfer", _("Transfer to the bank")
        PAYOUT = "payout", _("Payout sent")
        PAYOUT_PAID = "payout_paid", _("Payout arrived")
        PAYOUT_RETURNED = "payout_returned", _("Payout came back")
        ADVANCE = "advance", _("Advance")

    RATE_DECIMALS = 12

    reference = models.CharField(_("reference"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    order_reference = models.CharField(_("order"), max_length=64, blank=True, db_index=True)
    posted_at = models.DateTimeField(_("posted at"), db_index=True, help_text=_("When it happened."))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, help_text=_("When we wrote it down."))
    memo = models.CharField(_("memo"), max_length=255, blank=True)
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
    )
    concludes = models.OneToOneField(
        "self",
        verbose_name=_("concludes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="concluded_by",
        help_text=_("The dispute that ended so, or the payout: each ends once."),
    )
    rate = models.DecimalField(
        _("rate of exchange"), max_digits=30, decimal_places=RATE_DECIMALS, null=True, blank=True
    )
    digest = models.CharField(_("digest"), max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-posted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="entry_reversal_names_what_it_reverses",
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
            ),
            models.CheckConstraint(
                name="entry_conclusion_names_what_it_concludes",
                condition=Q(kind__in=_CONCLUSIONS, concludes__isnull=False)
                | (~Q(kind__in=_CONCLUSIONS) & Q(concludes__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.reference


class PostingQuerySet(AppendOnlyQuerySet):
    def for_cooperative(self, cooperative_id: int):
        return self.filter(Q(debit__cooperative_id=cooperative_id) | Q(credit__cooperative_id=cooperative_id))


class Posting(AppendOnly):
    """`amount_minor` moves to the account `debit` from the account `credit`."""

    entry = models.ForeignKey(Entry, verbose_name=_("entry"), on_delete=models.PROTECT, related_name="postings")
    debit = models.ForeignKey(Account, verbose_name=_("to"), on_delete=models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, verbose_name=_("from"), on_delete=models.PROTECT, related_name="credits")
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="posting_moves_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="posting_moves_between_two_accounts", condition=~Q(debit=F("credit"))),
        ]

    def __str__(self):
        return f"{self.amount_minor} {self.currency}: {self.debit_id} ← {self.credit_id}"
