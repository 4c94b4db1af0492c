"""The claims register: every figure that a public page tells, with whose it is, where it stands and when somebody last looked.

A figure is one row in all languages, because its number, source and date are the same in all of them; only its words are
translated (`translation.py`). What a page says of it is decided in one place, `wording.py`.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from wagtail.models import RevisionMixin

from cms.claims import wording
from cms.claims.states import SourceKind, State


class ClaimQuerySet(models.QuerySet):
    def checked(self):
        return self.filter(checked_on__isnull=False)

    def stale(self, on: date | None = None):
        """Checked too long ago to be told as if it were today's."""
        return self.filter(checked_on__lt=wording.stale_before(on or timezone.localdate()))

    def needing_a_look(self, on: date | None = None):
        """Never checked, checked long ago, or in doubt: what staff should find out about."""
        return self.stale(on) | self.filter(Q(checked_on__isnull=True) | Q(state=State.UNCLEAR))


class Claim(RevisionMixin, index.Indexed, models.Model):
    """A public figure with its source."""

    State = State
    SourceKind = SourceKind

    slug = models.SlugField(
        _("short name"), max_length=80, unique=True, help_text=_("For finding it; it is not shown on pages.")
    )
    statement = models.CharField(
        _("what it says"),
        max_length=200,
        help_text=_("A few plain words that follow the figure, as “were given to families since 2012”."),
    )
    value = models.CharField(
        _("figure"), max_length=80, help_text=_("As people write it: “about 200”, “25,000 to 30,000”.")
    )
    number = models.DecimalField(
        _("as a number"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Only where the figure is one number; lists are sorted by it."),
    )
    unit = models.CharField(_("unit"), max_length=60, blank=True, help_text=_("Goats, hectares, families."))
    period = models.CharField(_("period"), max_length=120, blank=True, help_text=_("“January to April 2018”."))
    population = models.CharField(
        _("of whom or of what"), max_length=200, blank=True, help_text=_("“Members of 17 cooperatives”.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STATED)
    doubt = models.TextField(
        _("what is unclear"),
        blank=True,
        help_text=_("Both versions, for readers. Needed where the state is unclear."),
    )
    is_ours = models.BooleanField(
        _("our own result"),
        default=False,
        help_text=_("Not ticked: somebody else’s. It is then never shown without saying whose."),
    )
    attributed_to = models.CharField(
        _("whose result or statement"), max_length=200, blank=True, help_text=_("The organisation, by its own name.")
    )
    source_name = models.CharField(_("source"), max_length=200, help_text=_("The document or page, by its title."))
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_kind = models.CharField(_("kind of source"), max_length=20, choices=SourceKind, default=SourceKind.WEBSITE)
    quotation = models.TextField(
        _("quotation"), blank=True, help_text=_("The very words of the source, in its own language.")
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("When somebody last saw it there. A figure that nobody checked is not shown."),
    )
    checked_by = models.CharField(_("checked by"), max_length=120, blank=True)

    objects = ClaimQuerySet.as_manager()

    search_fields = [
        index.SearchField("statement"),
        index.SearchField("value"),
        index.SearchField("unit"),
        index.SearchField("attributed_to"),
        index.SearchField("source_name"),
        index.AutocompleteField("statement"),
        index.FilterField("state"),
    ]

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("claims register")
        ordering = ["-is_ours", "attributed_to", "slug"]
        constraints = [
            models.CheckConstraint(name="claim_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="claim_of_others_says_whose", condition=Q(is_ours=True) | ~Q(attributed_to="")
            ),
            models.CheckConstraint(
                name="claim_measured_is_ours", condition=~Q(state=State.MEASURED) | Q(is_ours=True)
            ),
        ]

    def __str__(self):
        return " ".join(part for part in (self.value, self.unit, self.statement) if part)

    def clean(self):
        today = timezone.localdate()
        problems = {}
        if not self.is_ours and not self.attributed_to:
            problems["attributed_to"] = _("Please say whose result this is: it is not ours.")
        if self.state == State.MEASURED and not self.is_ours:
            problems["state"] = _("Only a result of ours can have been measured by us.")
        if self.state == State.UNCLEAR and not self.doubt:
            problems["doubt_en"] = _("Please say what is unclear, with both versions.")
        if self.checked_on and self.checked_on > today:
            problems["checked_on"] = _("This day has not come yet.")
        if problems:
            raise ValidationError(problems)

    def shown(self, on: date | None = None) -> wording.ShownClaim | None:
        """What a page may say of it on this day; None where it is better not shown."""
        return wording.shown(self, on or timezone.localdate())

    def is_stale(self, on: date | None = None) -> bool:
        return wording.is_stale(self, on or timezone.localdate())
