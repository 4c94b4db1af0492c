"""Days to be there: a market, a training, a fair at which groups learn from each other."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks import first_words, story_blocks
from cms.models.base import BasePage, BasePageQuerySet
from cms.models.spoken import spoken
from cms.pictures import pictures_in
from cooperatives.districts import DISTRICTS
from cooperatives.photos.models import Photo


class EventPageQuerySet(BasePageQuerySet):
    def coming(self):
        """Those that are not over, the next one first."""
        return self.live().filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Those that are over, the last one first."""
        return self.live().filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")

    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = models.Prefetch("lead_picture", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().prefetch_related(pictures)


class EventIndexPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = BasePage.search_fields
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.EventPage"]
    max_count_per_parent = 1
    template = "pages/event_index.html"

    class Meta:
        verbose_name = _("events")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        events = EventPage.objects.child_of(self)
        context["coming"] = list(events.coming().for_cards())
        context["past"] = list(events.past().for_cards())
        return context


class EventPage(BasePage):
    class Kind(models.TextChoices):
        MARKET_DAY = "market_day", _("Market day")
        TRAINING = "training", _("Training")
        FAIR = "fair", _("Experience-exchange fair")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    summary = models.TextField(_("summary"), help_text=_("One or two plain sentences; also shown in lists."))
    lead_picture = models.ForeignKey(
        Photo, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts_at = models.DateTimeField(_("begins"), help_text=_("In the time of Rwanda."))
    ends_at = models.DateTimeField(_("ends"), help_text=_("In the time of Rwanda."))
    is_cancelled = models.BooleanField(
        _("does not take place"), default=False, help_text=_("The page stays, and calendars that have it learn of it.")
    )
    place = models.CharField(_("place"), max_length=160, help_text=_("As people there would say it."))
    district = models.CharField(_("district"), max_length=20, choices=[(name, name) for name in DISTRICTS])
    cooperatives = ParentalManyToManyField(
        "cooperatives.Cooperative", verbose_name=_("cooperatives that are there"), blank=True, related_name="events"
    )
    programme = models.ForeignKey(
        "cms.ProgrammePage",
        verbose_name=_("programme"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    body = StreamField(story_blocks(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(EventPageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("is_cancelled")],
            heading=_("When"),
        ),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("district")], heading=_("Where")),
        MultiFieldPanel(
            [FieldPanel("cooperatives", widget=CheckboxSelectMultiple), FieldPanel("programme")], heading=_("Who")
        ),
        FieldPanel("lead_picture"),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("place"),
        index.SearchField("district"),
        index.SearchField("body"),
    ]
    parent_page_types = ["cms.EventIndexPage"]
    subpage_types = []
    template = "pages/event.html"

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(name="event_begins_before_it_ends", condition=Q(ends_at__gte=F("starts_at")))
        ]

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("This is before the beginning.")})

    @property
    def is_over(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def picture_to_share(self):
        return self.social_picture or self.lead_picture

    @property
    def in_one_sentence(self):
        return self.search_description or self.summary or first_words(self.body)

    def pictures_shown(self):
        return [self.lead_picture, *pictures_in(self.body)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["cooperatives"] = list(self.cooperatives.all())
        context["programme"] = next(iter(spoken([self.programme] if self.programme else [], self.locale_id)), None)
        return context
