"""Who we work with, and what was agreed with them for which years."""

from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks import first_words, story_blocks
from cms.models.base import BasePage, BasePageQuerySet
from cms.models.programmes import ProgrammePage
from cms.models.spoken import spoken
from cms.pictures import pictures_in
from cooperatives.photos.models import Photo


class PartnerPageQuerySet(BasePageQuerySet):
    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = models.Prefetch("lead_picture", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().prefetch_related(pictures)


class PartnerIndexPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = BasePage.search_fields
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.PartnerPage", "cms.PartnershipPage"]
    max_count_per_parent = 1
    template = "pages/partner_index.html"

    class Meta:
        verbose_name = _("partners")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        partners = list(PartnerPage.objects.live().child_of(self).order_by("path").for_cards())
        with_us = PartnerPage.Relation.WITH_US
        context["partners"] = [partner for partner in partners if partner.relation == with_us]
        context["others"] = [partner for partner in partners if partner.relation != with_us]
        below = PartnershipPage.objects.live().descendant_of(self)
        context["partnerships"] = PartnershipPage.with_themes(below.latest_first(), self.locale_id)
        return context


class PartnerPage(BasePage):
    class Relation(models.TextChoices):
        WITH_US = "with_us", _("Works with us")
        # Facts about others are context, never our results (design.md §10).
        CONTEXT = "context", _("Works on the same things elsewhere")

    relation = models.CharField(_("what they are to us"), max_length=20, choices=Relation, default=Relation.WITH_US)
    summary = models.TextField(_("summary"), help_text=_("One or two plain sentences; also shown in lists."))
    place = models.CharField(_("where they are"), max_length=120, blank=True)
    website = models.URLField(_("their site"), blank=True)
    lead_picture = models.ForeignKey(
        Photo, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(story_blocks(), verbose_name=_("text"), blank=True)
    source_name = models.CharField(
        _("source"), max_length=160, blank=True, help_text=_("Where what is told here was read, and who says it.")
    )
    source_url = models.URLField(_("address of the source"), blank=True)

    objects = PageManager.from_queryset(PartnerPageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("relation"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("website")], heading=_("Who they are")),
        FieldPanel("lead_picture"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("source_name"), FieldPanel("source_url")], heading=_("Where this is from")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary", boost=2), index.SearchField("body")]
    parent_page_types = ["cms.PartnerIndexPage"]
    subpage_types = ["cms.PartnershipPage"]
    template = "pages/partner.html"

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    @property
    def picture_to_share(self):
        return self.social_picture or self.lead_picture

    @property
    def in_one_sentence(self):
        return self.search_description or self.summary or first_words(self.body)

    @property
    def website_name(self) -> str:
        """The address as people say it."""
        return urlsplit(self.website).hostname or self.website

    def pictures_shown(self):
        return [self.lead_picture, *pictures_in(self.body)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["partnerships"] = PartnershipPage.with_themes(self._partnerships().latest_first(), self.locale_id)
        context["programmes"] = list(self._programmes().order_by("path").for_cards())
        return context

    def _partnerships(self):
        """Those below its page, and those that name it beside another; in its language."""
        links = PartnershipPage.partners.through.objects.filter(partnerpage__translation_key=self.translation_key)
        found = PartnershipPage.objects.live().filter(locale_id=self.locale_id)
        return found.filter(Q(path__startswith=self.path) | Q(pk__in=links.values("partnershippage")))

    def _programmes(self):
        links = ProgrammePage.partners.through.objects.filter(partnerpage__translation_key=self.translation_key)
        return ProgrammePage.objects.live().filter(locale_id=self.locale_id, pk__in=links.values("programmepage"))


class PartnershipPageQuerySet(BasePageQuerySet):
    def latest_first(self):
        return self.order_by("-begins_on", "-pk")


class PartnershipPage(BasePage):
    """What was agreed for one period: the next period, with its own themes, is a page of its own."""

    class State(models.TextChoices):
        COMING = "coming", _("Agreed, not begun")
        CURRENT = "current", _("Under way")
        OVER = "over", _("Ended")

    summary = models.TextField(_("summary"), help_text=_("One or two plain sentences; also shown in lists."))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Left empty: no end was agreed."))
    themes = ParentalManyToManyField(
        "cms.Theme", verbose_name=_("themes of this period"), blank=True, related_name="partnerships"
    )
    partners = ParentalManyToManyField(
        PartnerPage,
        verbose_name=_("partners"),
        blank=True,
        related_name="partnerships",
        help_text=_("Beside the one whose page this stands below."),
    )
    their_words = models.TextField(
        _("the partner’s words"), blank=True, help_text=_("Quoted as they were said or written.")
    )
    words_of = models.CharField(_("whose words"), max_length=160, blank=True)
    body = StreamField(story_blocks(), verbose_name=_("text"), blank=True)
    source_name = models.CharField(
        _("source"), max_length=160, blank=True, help_text=_("Where what is told here was read, and who says it.")
    )
    source_url = models.URLField(_("address of the source"), blank=True)

    objects = PageManager.from_queryset(PartnershipPageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("begins_on"), FieldPanel("ends_on")], heading=_("Period")),
        FieldPanel("themes", widget=CheckboxSelectMultiple),
        FieldPanel("partners", widget=CheckboxSelectMultiple),
        MultiFieldPanel([FieldPanel("their_words"), FieldPanel("words_of")], heading=_("In their words")),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("source_name"), FieldPanel("source_url")], heading=_("Where this is from")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary", boost=2), index.SearchField("body")]
    parent_page_types = ["cms.PartnerPage", "cms.PartnerIndexPage"]
    subpage_types = []
    template = "pages/partnership.html"

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.CheckConstraint(
                name="partnership_begins_before_it_ends",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
            )
        ]

    def clean(self):
        super().clean()
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            raise ValidationError({"ends_on": _("This is before the beginning.")})

    @property
    def in_one_sentence(self):
        return self.search_description or self.summary or first_words(self.body)

    def state(self, day: date) -> "PartnershipPage.State":
        if day < self.begins_on:
            return self.State.COMING
        return self.State.OVER if self.ends_on and self.ends_on < day else self.State.CURRENT

    @property
    def state_today(self) -> "PartnershipPage.State":
        return self.state(timezone.localdate())

    @classmethod
    def with_themes(cls, partnerships: "BasePageQuerySet", locale_id: int) -> list["PartnershipPage"]:
        """Each with `shown_themes` in this language; the same queries for any number."""
        found = list(partnerships.defer_streamfields().prefetch_related("themes"))
        themes = spoken([theme for one in found for theme in one.themes.all()], locale_id)
        for one in found:
            keys = {theme.translation_key for theme in one.themes.all()}
            one.shown_themes = [theme for theme in themes if theme.translation_key in keys]
        return found

    def pictures_shown(self):
        return pictures_in(self.body)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        above = PartnerPage.objects.live().ancestor_of(self).defer_streamfields()
        named = spoken(self.partners.all(), self.locale_id)
        context["partners"] = list(dict.fromkeys([*above, *named]))
        context["themes"] = spoken(self.themes.all(), self.locale_id)
        return context
