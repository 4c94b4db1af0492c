"""Share policies: what the organisation keeps of a sale and who bears what, for a piece, a kind, a cooperative or the house.

The most specific policy that holds on the day of the order decides, see `shop.shares.choosing`.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from shop.catalogue.models import Category, Product
from shop.shares.bearers import Bearers
from shop.shares.constraints import NoOverlap

TOO_MUCH = _("The organisation cannot keep more than the whole sale, which is 10,000.")


def refuse_to_change_the_past(policy: "SharePolicy") -> None:
    """Of a policy that orders were placed by, only the end can be written, and not before the last of them. Raises
    ValidationError."""
    used_on = policy.last_used_on
    if used_on is None:
        return
    stored = SharePolicy.objects.get(pk=policy.pk)
    names = [field.attname for field in policy._meta.concrete_fields if field.attname != "valid_until"]
    if any(getattr(policy, name) != getattr(stored, name) for name in names):
        raise ValidationError(
            _(
                "Orders were placed by this policy, so it stays as it was agreed. Write down the last day it holds, and "
                "start another one from the day after."
            )
        )
    if policy.valid_until == stored.valid_until:
        return
    yesterday = timezone.localdate() - timedelta(days=1)
    if stored.valid_until is not None and stored.valid_until < yesterday:
        raise ValidationError({"valid_until": _("It has ended. Start another one instead.")})
    if policy.valid_until is not None and policy.valid_until < used_on:
        day = date_format(used_on, "DATE_FORMAT")
        raise ValidationError(
            {"valid_until": _("An order of %(day)s was placed by it: it cannot end before that day.") % {"day": day}}
        )


class SharePolicyQuerySet(models.QuerySet):
    def holding(self, on: date):
        """Those whose period includes the day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)


class SharePolicy(Bearers):
    """One rule with its period. Without product, category and cooperative it is the rule of the house."""

    OF_THE_HOUSE = Q(product=None, category=None, cooperative=None)

    product = models.ForeignKey(
        Product, verbose_name=_("piece"), null=True, blank=True, on_delete=models.CASCADE, related_name="policies"
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("kind of pieces"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="policies",
        help_text=_("With all the kinds below it."),
    )
    cooperative = models.ForeignKey(
        Cooperative,
        verbose_name=_("cooperative"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="policies",
    )
    valid_from = models.DateField(_("from"), default=timezone.localdate, help_text=_("The first day it holds."))
    valid_until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day it holds. Empty: until further notice.")
    )
    commission_bp = models.PositiveSmallIntegerField(
        _("commission in basis points"),
        default=2000,
        validators=[MaxValueValidator(10_000, TOO_MUCH)],
        help_text=_("The part of a sale that the organisation keeps: 2000 is 20 %."),
    )

    objects = SharePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("share policy")
        verbose_name_plural = _("share policies")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="policy_keeps_at_most_the_whole",
                condition=Q(commission_bp__gte=0, commission_bp__lte=10_000),
                violation_error_message=TOO_MUCH,
            ),
            models.CheckConstraint(
                name="policy_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                name="policy_has_one_scope",
                condition=Q(product=None, category=None)
                | Q(product=None, cooperative=None)
                | Q(category=None, cooperative=None),
                violation_error_message=_(
                    "Choose one of piece, kind of pieces and cooperative, or none of them for the rule of the house."
                ),
            ),
            NoOverlap(
                name="policy_alone_in_its_time",
                violation_error_message=_(
                    "Another policy for the same holds on some of these days. End that one first, or choose other days."
                ),
            ),
        ]

    def clean(self):
        super().clean()
        if self.pk:
            refuse_to_change_the_past(self)

    @property
    def last_used_on(self) -> date | None:
        """The day of the last order it decided about."""
        last = self.line_shares.aggregate(last=Max("line__order__date_placed"))["last"]
        return timezone.localdate(last) if last else None

    def __str__(self):
        scope = self.product or self.category or self.cooperative or _("The house")
        return f"{scope}, {self.commission_bp / 100:g} %"
