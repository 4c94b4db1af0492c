"""What leaders' phones send: pictures that arrive piece by piece, and the pictures of a listing in their order."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cooperatives.consents.models import Person
from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo
from shop.workspace.entrance.models import Device, Leader


def new_token() -> str:
    """128 random bits for an address only the phone knows."""
    return secrets.token_urlsafe(16)


class LeaderPhoto(models.Model):
    """A picture of the library that belongs to a cooperative, with what its leader said of it. Staff have the last word."""

    class Says(models.TextChoices):
        """Who is to be seen, in the leader's words."""

        NOBODY = "nobody", _("Nobody")
        NAMED = "named", _("These people")
        UNSAID = "unsaid", _("Not said")

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="of_leader")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="leader_photos")
    leader = models.ForeignKey(Leader, null=True, blank=True, on_delete=models.SET_NULL, related_name="photos")
    says = models.CharField(_("who is to be seen"), max_length=8, choices=Says, default=Says.UNSAID)
    says_people = models.ManyToManyField(Person, related_name="+", blank=True)
    # Of `quality.Hint`: what could be better about it.
    hints = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture of a leader")
        verbose_name_plural = _("pictures of leaders")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return str(self.photo)


class Upload(models.Model):
    """A picture on its way, of which `offset` bytes of `length` have arrived. The same bytes are sent once a cooperative."""

    class State(models.TextChoices):
        ARRIVING = "arriving", _("on its way")
        ARRIVED = "arrived", _("arrived, not looked into yet")
        SAFE = "safe", _("safe")
        REFUSED = "refused", _("refused")

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="+")
    leader = models.ForeignKey(Leader, null=True, on_delete=models.SET_NULL, related_name="+")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    sha256 = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.ARRIVING)
    # Of `cooperatives.photos.ingest.Reason`.
    refused = models.CharField(max_length=20, blank=True)
    # What the leader said of it when it was begun, until there is a picture to say it of. Numbers of people of the group.
    says = models.CharField(max_length=8, choices=LeaderPhoto.Says, default=LeaderPhoto.Says.UNSAID)
    says_people = models.JSONField(default=list, blank=True)
    photo = models.ForeignKey(LeaderPhoto, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads")
    began_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("picture on its way")
        verbose_name_plural = _("pictures on their way")
        # The housekeeper looks every minute for those that wait, among all that were ever sent.
        indexes = [models.Index(fields=["state", "changed_at"], name="upload_waiting_since")]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "sha256"], name="the_same_bytes_are_sent_once"),
            models.CheckConstraint(condition=Q(offset__lte=F("length")), name="no_more_arrives_than_was_said"),
        ]

    def __str__(self):
        return self.token


class Placed(models.Model):
    """A picture in its place among those of a listing, which the phone names by a number of its own making."""

    listing = models.UUIDField(db_index=True)
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.CASCADE, related_name="places")
    photo = models.ForeignKey(LeaderPhoto, null=True, blank=True, on_delete=models.CASCADE, related_name="places")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "upload"], name="an_upload_once_a_listing"),
            models.UniqueConstraint(fields=["listing", "photo"], name="a_picture_once_a_listing"),
        ]

    def __str__(self):
        return f"{self.listing} {self.position}"
