"""Milestones: what was done with a cooperative, when, how much of it, and who says so.

What was reached and what is only expected are told apart by the database itself: something reached lies in the past, something
expected lies ahead (or has no date yet), and the two are never added up (`impact.py`).
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.milestones.dates import Precision, end_of, iso, written
from cooperatives.milestones.units import Unit, counted
from cooperatives.milestones.wording import facts
from cooperatives.models import Cooperative

LONG_AGO = date(1950, 1, 1)


class MilestoneQuerySet(models.QuerySet):
    def reached(self):
        return self.filter(state=Milestone.State.REACHED)

    def expected(self):
        return self.filter(state=Milestone.State.EXPECTED)

    def overdue(self, on: date | None = None):
        """Expected for a time that is over, and never said to have been reached."""
        return self.expected().filter(ends_on__lt=on or timezone.localdate())

    def for_cooperative(self, cooperative: Cooperative):
        return self.filter(cooperative=cooperative)

    def in_order(self):
        """Oldest first, what is expected without a date last."""
        return self.order_by(F("happened_on").asc(nulls_last=True), "ends_on", "pk")


class Milestone(models.Model):
    """Something that was done with a cooperative, or is expected to be."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        EXCHANGE_VISIT = "exchange_visit", _("Exchange visit")
        FAIR = "fair", _("Fair")
        START_UP_KIT = "start_up_kit", _("Start-up kit")
        LIVESTOCK = "livestock", _("Livestock")
        LAND = "land", _("Land")
        SAVINGS_GROUP_FORMED = "savings_group_formed", _("Savings group formed")

    class State(models.TextChoices):
        REACHED = "reached", _("Reached")
        EXPECTED = "expected", _("Expected")

    Precision = Precision
    Unit = Unit

    cooperative = models.ForeignKey(
        Cooperative, verbose_name=_("cooperative"), on_delete=models.PROTECT, related_name="milestones"
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REACHED)
    happened_on = models.DateField(
        _("date"),
        null=True,
        blank=True,
        help_text=_("Of a month or a year: any day in it. Something expected may have none yet."),
    )
    precision = models.CharField(_("known to the"), max_length=5, choices=Precision, default=Precision.DAY)
    # The last day of the month or year: what lies ahead is over only when that day is.
    ends_on = models.DateField(_("ends on"), null=True, blank=True, editable=False)
    # When somebody last said whether it was reached: what it says was true on that day.
    stated_on = models.DateField(_("stated on"), default=timezone.localdate, editable=False)
    count = models.DecimalField(
        _("count"), max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("of what"), max_length=12, choices=Unit, blank=True)
    trainees = models.PositiveIntegerField(_("people trained"), null=True, blank=True)
    trained_in_turn = models.PositiveIntegerField(
        _("people they trained in turn"),
        null=True,
        blank=True,
        help_text=_("By those who were trained; counted apart and never added to them."),
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Who says so: “attendance list”, “minutes of the cooperative”.")
    )
    note = models.CharField(_("note"), max_length=255, blank=True, help_text=_("One plain sentence, shown publicly."))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = [F("happened_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "kind", "happened_on", "precision", "unit"],
                name="milestone_told_once",
                condition=Q(happened_on__isnull=False),
                violation_error_message=_("There is such a milestone of this cooperative already."),
            ),
            models.UniqueConstraint(
                fields=["cooperative", "kind", "unit"],
                name="milestone_without_date_told_once",
                condition=Q(happened_on__isnull=True),
                violation_error_message=_("There is such a milestone of this cooperative without a date already."),
            ),
            models.CheckConstraint(
                name="milestone_reached_lies_in_the_past",
                condition=~Q(state="reached") | Q(happened_on__isnull=False, happened_on__lte=F("stated_on")),
            ),
            models.CheckConstraint(
                name="milestone_expected_lies_ahead",
                condition=~Q(state="expected") | Q(happened_on__isnull=True) | Q(ends_on__gte=F("stated_on")),
            ),
            models.CheckConstraint(
                name="milestone_ends_not_before_it_began",
                # What is not there compares as neither true nor false, which a database lets pass.
                condition=Q(happened_on__isnull=True, ends_on__isnull=True)
                | Q(happened_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("happened_on")),
            ),
            models.CheckConstraint(
                name="milestone_count_has_a_unit",
                condition=Q(count__isnull=True, unit="") | (Q(count__isnull=False, count__gte=0) & ~Q(unit="")),
            ),
            models.CheckConstraint(
                name="milestone_trains_in_trainings_only",
                condition=Q(kind="training") | Q(trainees__isnull=True, trained_in_turn__isnull=True),
            ),
            models.CheckConstraint(name="milestone_says_its_source", condition=~Q(source="")),
            models.CheckConstraint(name="milestone_state_is_known", condition=Q(state__in=["reached", "expected"])),
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.get_kind_display(), self.when]))

    def save(self, *args, **kwargs):
        self.settle_dates()
        super().save(*args, **kwargs)

    def clean(self):
        self.settle_dates()
        problems = self.problems()
        if problems:
            raise ValidationError(problems)

    def settle_dates(self):
        """The first and last day of what the date says; and that this is said today."""
        self.stated_on = timezone.localdate()
        if self.happened_on is None:
            self.precision, self.ends_on = Precision.DAY, None
        else:
            self.happened_on, self.ends_on = (
                Precision(self.precision).first_of(self.happened_on),
                end_of(self.happened_on, self.precision),
            )

    def problems(self) -> dict[str, str]:
        """What is wrong with what was said, by field. The database refuses the same."""
        found = {}
        if self.state == self.State.REACHED and self.happened_on is None:
            found["happened_on"] = _("Something that was reached has a date, or at least a year.")
        elif self.state == self.State.REACHED and self.happened_on > self.stated_on:
            found["happened_on"] = _("This lies ahead: it is expected, and not reached yet.")
        elif self.state == self.State.EXPECTED and self.ends_on and self.ends_on < self.stated_on:
            found["happened_on"] = _("This is over. Was it reached? If not, please give a later date or none.")
        elif self.happened_on and self.happened_on < LONG_AGO:
            found["happened_on"] = _("This is too long ago to be true.")
        if self.count is not None and not self.unit:
            found["unit"] = _("Please say what was counted.")
        if self.count is None and self.unit:
            found["count"] = _("Please say how many.")
        if self.kind != self.Kind.TRAINING:
            for name in ("trainees", "trained_in_turn"):
                if getattr(self, name) is not None:
                    found[name] = _("Only a training has people who were trained.")
        return found

    @property
    def is_reached(self) -> bool:
        return self.state == self.State.REACHED

    def is_overdue(self, on: date | None = None) -> bool:
        """Expected for a time that is over."""
        return not self.is_reached and self.ends_on is not None and self.ends_on < (on or timezone.localdate())

    @property
    def when(self) -> str:
        """The date as exactly as it is known; empty without one."""
        return written(self.happened_on, self.precision) if self.happened_on else ""

    @property
    def when_for_machines(self) -> str:
        return iso(self.happened_on, self.precision) if self.happened_on else ""

    @property
    def facts(self) -> list[str]:
        """What it came to, in a few words each."""
        return facts(self)

    @property
    def counted(self) -> str:
        """How much of it: "12 goats"; empty where nothing was counted."""
        return counted(self.count, self.unit) if self.count is not None else ""
