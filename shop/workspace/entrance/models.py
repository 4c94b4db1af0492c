"""Leaders, the phones they use, their cards, and the visits in between.

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
