"""Submissions: what a leader lists step by step, sends, and staff publish, or ask to be changed."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Artisan, Cooperative
from shop.catalogue.models import Category, Product
from shop.workspace.entrance.models import Leader


class SubmissionQuerySet(models.QuerySet):
    def of(self, cooperative: Cooperative):
        return self.filter(cooperative=cooperative)

    def waiting(self):
        """For staff to read."""
        return self.filter(state=Submission.State.SENT)

    def being_written(self):
        """What a leader can still change."""
        return self.filter(state__in=Submission.BEING_WRITTEN)


class Submission(models.Model):
    """A piece as its leader tells it: new, or a change to one that is live. `key` is made by the phone, so that the same one
    sent twice is one."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SENT = "sent", _("sent, not read yet")
        CHANGE_ASKED = "change", _("to be changed")
        PUBLISHED = "published", _("published")
        GIVEN_UP = "given_up", _("given up")

    BEING_WRITTEN = (State.DRAFT, State.CHANGE_ASKED)

    class Shape(models.TextChoices):
        """What is measured: a round piece has a diameter, a square one a width and a depth, a flat one no depth."""

        ROUND = "round", _("round")
        BOX = "box", _("square")
        FLAT = "flat", _("flat")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="submissions")
    leader = models.ForeignKey(Leader, null=True, on_delete=models.SET_NULL, related_name="submissions")
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
        help_text=_("The live piece that this changes, or the piece that this became."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Counts every change that was saved; a phone that changes an older one is told.
    version = models.PositiveIntegerField(default=1)
    # {field: [the version in which it was last changed, the phone that did, or 0]}
    written = models.JSONField(default=dict, blank=True, editable=False)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="rw")

    kind = models.ForeignKey(Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("name"), max_length=120, blank=True)
    words = models.TextField(_("about it"), blank=True)
    shape = models.CharField(_("shape"), max_length=8, choices=Shape, blank=True)
    height_cm = models.DecimalField(_("height (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    width_cm = models.DecimalField(_("width (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    depth_cm = models.DecimalField(_("depth (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    diameter_cm = models.DecimalField(_("diameter (cm)"), max_digits=6, decimal_places=1, null=True, blank=True)
    weight_grams = models.PositiveIntegerField(
        _("weight (g)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    price_rwf = models.PositiveIntegerField(
        _("price in RWF"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    # The leader was shown how far it is from what such pieces cost, and said yes.
    price_is_meant = models.BooleanField(default=False)
    quantity = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    # Of a live piece: how many could be sold when its change was begun. What is published is the difference.
    quantity_was = models.PositiveIntegerField(null=True, blank=True, editable=False)
    is_one_of_a_kind = models.BooleanField(_("one of a kind"), default=False)
    artisans = models.ManyToManyField(Artisan, verbose_name=_("who made it"), related_name="+", blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            # Two open changes of one live piece would overwrite each other.
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(state__in=("draft", "sent", "change")),
                name="one_open_submission_per_piece",
            ),
        ]

    def __str__(self):
        return self.title or str(self.kind or self.key)

    @property
    def is_being_written(self) -> bool:
        return self.state in self.BEING_WRITTEN


class Remark(models.Model):
    """What staff ask to be changed, and why, field by field, in the leader's language."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="remarks")
    field = models.CharField(_("about"), max_length=20)
    text = models.TextField(_("what should change, and why"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    # Set when the leader sends the submission again.
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.field}: {self.text[:40]}"
