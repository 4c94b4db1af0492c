"""Persons, and what they allowed: a recorded, limited, revocable permission. Nothing is shown of anybody without one.

A consent is written once. A correction is a new consent; withdrawing one sets when, by whom and why, once.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.consents.evidence import private, random_name
from cooperatives.consents.scopes import IN_A_LANGUAGE, How, Language, Scope

__all__ = ["Consent", "ConsentScope", "How", "Language", "OutsideUse", "Person", "Scope", "TakenDown", "Warned"]

YEARS = 2
DAYS_OF_WARNING = 30


class ConsentsAreKept(Exception):
    """Somebody tried to change or delete a consent that was recorded."""


def in_two_years() -> date:
    return timezone.localdate() + timedelta(days=YEARS * 365)


class PersonQuerySet(models.QuerySet):
    def with_consents(self):
        """What each allowed, read in two queries however many there are."""
        return self.prefetch_related("consents__scope_rows")

    def allowing(self, *scopes: Scope, on: date | None = None):
        """Those with a live consent to one of these."""
        live = ConsentScope.objects.filter(scope__in=scopes, consent__in=Consent.objects.live(on))
        return self.filter(pk__in=live.values("consent__person_id"))

    def named(self, on: date | None = None):
        """Those whose name may be shown, ready to be asked for it."""
        return self.allowing(Scope.FULL_NAME, Scope.FIRST_NAME, on=on).with_consents()


class Person(models.Model):
    """Somebody who may be shown on our pages. Nothing is recorded of anyone's origin, belief, body or standing."""

    full_name = models.CharField(_("full name"), max_length=120, help_text=_("As this person wishes to be called."))
    first_name = models.CharField(_("first name"), max_length=60)
    village = models.CharField(_("village"), max_length=80, blank=True)
    is_child = models.BooleanField(_("is under 18"), default=False)
    guardian = models.ForeignKey(
        "self",
        verbose_name=_("guardian"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wards",
        help_text=_("Of a child: the grown-up who allows things in the child’s place."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="child_has_a_guardian",
                condition=Q(is_child=False) | Q(guardian__isnull=False),
                violation_error_message=_("A child needs a guardian."),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_guardian",
                condition=Q(guardian__isnull=True) | ~Q(guardian=F("pk")),
                violation_error_message=_("Nobody is their own guardian."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def allows(self, scope: Scope, on: date | None = None, language: str = "") -> bool:
        """Read the person `with_consents()`, and this asks nothing more."""
        return any(consent.covers(scope, on, language) for consent in self.consents.all())

    def shown_name(self, day: date | None = None) -> str:
        """The name this person allowed us to show; empty where none."""
        if self.allows(Scope.FULL_NAME, day):
            return self.full_name
        return self.first_name if self.allows(Scope.FIRST_NAME, day) else ""


class KeptQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise ConsentsAreKept(_("A consent is not changed: record a new one, or withdraw it."))

    def bulk_update(self, objs, fields, batch_size=None):
        raise ConsentsAreKept(_("A consent is not changed: record a new one, or withdraw it."))

    def delete(self):
        raise ConsentsAreKept(_("Consents are kept, also those that ended."))

    def _raw_delete(self, using):
        raise ConsentsAreKept(_("Consents are kept, also those that ended."))

    delete.queryset_only = True


class ConsentQuerySet(KeptQuerySet):
    def live(self, on: date | None = None):
        """Neither withdrawn nor over, and given by whom it had to be: what a guardian allowed ends with childhood."""
        on = on or timezone.localdate()
        return self.filter(
            withdrawn_at__isnull=True, valid_from__lte=on, valid_until__gte=on, of_a_child=F("person__is_child")
        )

    def ending(self, on: date | None = None, *, within_days: int = DAYS_OF_WARNING):
        """Live, but not for long."""
        on = on or timezone.localdate()
        return self.live(on).filter(valid_until__lte=on + timedelta(days=within_days))


class Kept(models.Model):
    """Written once; `withdrawal` makes the one change there is, and asks the database to make it only once."""

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ConsentsAreKept(_("A consent is not changed: record a new one, or withdraw it."))
        # Without force_insert, a new object that carries the key of an old row would overwrite that row.
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ConsentsAreKept(_("Consents are kept, also those that ended."))


class Consent(Kept):
    """What a person allowed, how, and until when."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="consents")
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("In which words may appear; none chosen: in all.")
    )
    how = models.CharField(_("how it was given"), max_length=20, choices=How)
    read_back_language = models.CharField(_("read back in"), max_length=5, choices=Language, blank=True)
    read_back_by = models.CharField(_("read back by"), max_length=120, blank=True)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    of_a_child = models.BooleanField(_("of a child"), default=False, editable=False)
    guardian = models.ForeignKey(
        Person,
        verbose_name=_("given by the guardian"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="given_for_wards",
    )
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"), default=in_two_years)
    evidence = models.FileField(_("evidence"), storage=private, upload_to=random_name, blank=True, max_length=120)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawal noted by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_reason = models.CharField(_("reason"), max_length=255, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="consent_begins_before_it_ends",
                condition=Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="consent_of_a_child_by_its_guardian",
                condition=Q(of_a_child=False, guardian__isnull=True) | Q(of_a_child=True, guardian__isnull=False),
                violation_error_message=_("For a child, the guardian allows; for a grown-up, nobody else can."),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.valid_from} – {self.valid_until}"

    @property
    def scopes(self) -> list[str]:
        return [row.scope for row in self.scope_rows.all()]

    def is_live(self, on: date | None = None) -> bool:
        on = on or timezone.localdate()
        is_theirs = self.of_a_child == self.person.is_child
        return is_theirs and self.withdrawn_at is None and self.valid_from <= on <= self.valid_until

    def covers(self, scope: Scope, on: date | None = None, language: str = "") -> bool:
        """Whether this allows it; a language counts for words alone, and only where one is named."""
        scopes = set(self.scopes)
        if Scope.FULL_NAME in scopes:
            scopes.add(Scope.FIRST_NAME)  # whoever allows the full name has allowed its first part
        if not self.is_live(on) or scope not in scopes:
            return False
        return scope not in IN_A_LANGUAGE or not language or not self.languages or language in self.languages


class ConsentScope(Kept):
    """One of the things a consent allows."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="scope_rows")
    scope = models.CharField(_("scope"), max_length=20, choices=Scope)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="consent_allows_a_thing_once", fields=["consent", "scope"]),
            models.CheckConstraint(name="consent_scope_is_known", condition=Q(scope__in=Scope.values)),
        ]

    def __str__(self):
        return self.get_scope_display()


class OutsideUse(models.Model):
    """Where a person was shown and we cannot take it back: in print, in a mail, in somebody else's hands."""

    class Kind(models.TextChoices):
        SOCIAL_MEDIA = "social_media", _("Social media")
        PRINT = "print", _("Printed")
        MAIL = "mail", _("Sent by mail")
        PRESS = "press", _("Given to the press or a partner")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="outside_uses")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    where = models.CharField(_("where"), max_length=255, help_text=_("So that somebody else finds it again."))
    used_on = models.DateField(_("date"), default=timezone.localdate)
    is_removed = models.BooleanField(_("was taken down since"), default=False)

    class Meta:
        verbose_name = _("use outside of this site")
        verbose_name_plural = _("uses outside of this site")
        ordering = ["-used_on", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.where}"


class TakenDown(models.Model):
    """What was done to a place that showed a person when they no longer allowed it; staff read this as a list."""

    class Cause(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Ended")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="taken_down")
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    what = models.CharField(_("what was done"), max_length=255)
    is_recalled = models.BooleanField(_("is gone"), default=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("taken down")
        verbose_name_plural = _("taken down")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.what


class Warned(models.Model):
    """Staff were told, once, that a consent ends soon."""

    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="warning")
    warned_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return str(self.consent_id)
