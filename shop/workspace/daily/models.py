"""What a group does from day to day: pieces sold at the market, pieces packed, days away, and ideas for a story."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from shop.workspace.entrance.models import Leader


class SoldHere(models.Model):
    """Pieces that a group sold itself, at the market or at home: they left the stock, and no money went through the shop.

    `key` is made with the page, so that the same tap sent twice sells once.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(
        "catalogue.Product", verbose_name=_("piece"), null=True, on_delete=models.SET_NULL, related_name="sold_here"
    )
    title = models.CharField(_("name"), max_length=255)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="sold_here")
    leader = models.ForeignKey(Leader, null=True, on_delete=models.SET_NULL, related_name="+")
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    # The unpaid order that had to let go of the piece.
    instead_of = models.CharField(max_length=128, blank=True)
    sold_at = models.DateTimeField(_("sold"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("sold by the group itself")
        verbose_name_plural = _("sold by the groups themselves")
        ordering = ["-sold_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="something_was_sold_here")]

    def __str__(self):
        return f"{self.quantity} × {self.title}"


class Packing(models.Model):
    """How far a line of a paid order is in the hands of the group that made it. No row: not packed yet."""

    line = models.OneToOneField("order.Line", on_delete=models.CASCADE, related_name="packing")
    packed_at = models.DateTimeField(_("packed"))
    packed_by = models.ForeignKey(Leader, null=True, on_delete=models.SET_NULL, related_name="+")
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    handed_over_by = models.ForeignKey(Leader, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("packed line")
        verbose_name_plural = _("packed lines")
        ordering = ["-packed_at", "-pk"]

    def __str__(self):
        return f"{self.line_id}"


class PauseQuerySet(models.QuerySet):
    def going_on(self, on: date | None = None):
        """Of today: said, not called off, and not over."""
        return self.filter(called_off_at=None, until__gte=on or timezone.localdate())

    def open(self):
        """Not called off, over or not."""
        return self.filter(called_off_at=None)

    def at(self, moment: datetime):
        """Those that held at a moment."""
        said = self.filter(said_at__lte=moment, until__gte=timezone.localdate(moment))
        return said.filter(Q(called_off_at=None) | Q(called_off_at__gt=moment))


class Pause(models.Model):
    """A time in which a group packs nothing, because it is away, or has more orders than hands. `until` is its last day."""

    class Why(models.TextChoices):
        AWAY = "away", _("away")
        FULL = "full", _("full")

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="pauses")
    why = models.CharField(_("why"), max_length=8, choices=Why)
    until = models.DateField(_("until"))
    leader = models.ForeignKey(Leader, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(_("said"))
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause of a group")
        verbose_name_plural = _("pauses of groups")
        ordering = ["-said_at", "-pk"]
        constraints = [
            # Two leaders who say it at once: the second changes what the first said.
            models.UniqueConstraint(
                fields=["cooperative"], condition=Q(called_off_at=None), name="one_open_pause_per_group"
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | Q(called_off_at__gte=F("said_at")),
                name="a_pause_is_called_off_after_it_was_said",
            ),
        ]

    def __str__(self):
        return f"{self.cooperative}: {self.get_why_display()}, {self.until}"

    @property
    def packs_from(self) -> date:
        """The first day on which the group packs again."""
        after = self.until + timedelta(days=1)
        return min(after, timezone.localdate(self.called_off_at)) if self.called_off_at else after

    def held_at(self, moment: datetime) -> bool:
        """The same as `at` says, of a pause that was read before."""
        is_over = self.called_off_at is not None and self.called_off_at <= moment
        return self.said_at <= moment and not is_over and timezone.localdate(moment) <= self.until


class StoryIdeaQuerySet(models.QuerySet):
    def waiting(self):
        """For staff to read."""
        return self.filter(state=StoryIdea.State.SENT)


class StoryIdea(models.Model):
    """What a leader thinks is worth telling. Its pictures are those of the listing with the number `key`; see
    `shop.workspace.photos.listing`. `key` is made with the page, so that the same idea sent twice is one."""

    class State(models.TextChoices):
        SENT = "sent", _("not read yet")
        TAKEN_UP = "taken_up", _("we are writing it")
        PUT_ASIDE = "put_aside", _("kept for later")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="story_ideas")
    leader = models.ForeignKey(Leader, null=True, on_delete=models.SET_NULL, related_name="story_ideas")
    words = models.TextField(_("what happened"))
    language = models.CharField(max_length=5, default="rw")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SENT)
    # What staff say to the leader about it, in the leader's language.
    answer = models.TextField(_("answer"), blank=True)
    sent_at = models.DateTimeField(_("sent"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = StoryIdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("story idea")
        verbose_name_plural = _("story ideas")
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.words[:60]
