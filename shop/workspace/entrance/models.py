"""Leaders, the phones they use, their cards, the visits in between, and what it takes to give a leader new digits.

A leader is no account: five digits must never open anything that an account may do. What a phone or a card carries is
stored here as a hash only.
"""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from cooperatives.consents.models import Person
from cooperatives.models import Artisan, Cooperative
from shop.workspace.language import FIRST


def new_secret() -> str:
    """256 random bits, for a phone, a visit or a card to carry."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class LeaderQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True, artisan__cooperative__is_active=True)

    def with_names(self):
        return self.select_related("artisan__person", "artisan__cooperative")


class Leader(models.Model):
    """An artisan who signs in for their cooperative, with five digits of their own."""

    artisan = models.OneToOneField(Artisan, verbose_name=_("artisan"), on_delete=models.PROTECT, related_name="leader")
    phone = PhoneNumberField(_("phone number"), unique=True, null=True, blank=True)
    pin_hash = models.CharField(max_length=128, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=FIRST)
    photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("On a phone that several share, leaders find themselves by it. Shown while the person allows it."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)

    objects = LeaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("leader")
        verbose_name_plural = _("leaders")
        ordering = ["artisan__cooperative_id", "artisan__person__full_name", "pk"]

    def __str__(self):
        return str(self.artisan)

    @property
    def cooperative(self) -> Cooperative:
        return self.artisan.cooperative

    @property
    def person(self) -> Person:
        return self.artisan.person

    @property
    def has_pin(self) -> bool:
        return bool(self.pin_hash)


class Card(models.Model):
    """A printed card with a code for the camera, which brings a leader's phone here for the first time."""

    leader = models.ForeignKey(Leader, verbose_name=_("leader"), on_delete=models.CASCADE, related_name="cards")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("leader’s card")
        verbose_name_plural = _("leaders’ cards")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leader"], condition=models.Q(revoked_at=None), name="a_leader_has_one_card_that_opens"
            ),
        ]

    def __str__(self):
        return f"{self.leader}, {self.made_at:%Y-%m-%d}"


class Device(models.Model):
    """A phone on which at least one leader has signed in. Several leaders may share it."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("what it calls itself"), max_length=120, blank=True)
    leaders = models.ManyToManyField(Leader, verbose_name=_("leaders"), related_name="devices", blank=True)
    first_seen_at = models.DateTimeField(_("first seen"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("last seen"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("leader’s phone")
        verbose_name_plural = _("leaders’ phones")
        ordering = ["-last_seen_at", "-pk"]

    def __str__(self):
        return self.name or str(self.pk)


class Visit(models.Model):
    """A leader in the workspace, from the right PIN to leaving, or to a while of doing nothing."""

    leader = models.ForeignKey(Leader, on_delete=models.CASCADE, related_name="visits")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="visits")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    began_at = models.DateTimeField(_("began"))
    seen_at = models.DateTimeField(_("last seen"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-began_at", "-pk"]

    def __str__(self):
        return f"{self.leader}, {self.began_at:%Y-%m-%d %H:%M}"


class PinReset(models.Model):
    """A leader forgot the digits: one member of staff asks for new ones, another one agrees. Never the same."""

    leader = models.ForeignKey(Leader, verbose_name=_("leader"), on_delete=models.CASCADE, related_name="resets")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    reason = models.CharField(_("how we know it is the leader who asks"), max_length=255)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agreed to by"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("done or given up at"), null=True, blank=True)

    class Meta:
        verbose_name = _("new digits for a leader")
        verbose_name_plural = _("new digits for leaders")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")),
                name="new_digits_take_two_people",
            ),
            models.UniqueConstraint(
                fields=["leader"], condition=models.Q(ended_at=None), name="new_digits_are_asked_for_once"
            ),
        ]

    def __str__(self):
        return f"{self.leader}, {self.asked_at:%Y-%m-%d}"


class Tries(models.Model):
    """How often a door was tried with wrong digits, and until when it stays shut. The key names the door, not a person."""

    key = models.CharField(max_length=80, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    shut_until = models.DateTimeField()

    class Meta:
        verbose_name = _("wrong tries")
        verbose_name_plural = _("wrong tries")

    def __str__(self):
        return f"{self.key}: {self.count}"
