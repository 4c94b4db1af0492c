"""What the organisation works at: a page for each programme, with where it stands, its goals and who takes part."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks import first_words, story_blocks
from cms.goals import Goal
from cms.models.base import BasePage, BasePageQuerySet
from cms.models.several import SeveralField
from cms.models.spoken import spoken
from cms.models.stories import StoryPage
from cms.pictures import pictures_in
from cooperatives.milestones.impact import impact
from cooperatives.milestones.models import Milestone
from cooperatives.photos.models import Photo

RELATED = 3


class ProgrammePageQuerySet(BasePageQuerySet):
    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = models.Prefetch("lead_picture", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().prefetch_related(pictures)


class ProgrammeIndexPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = BasePage.search_fields
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ProgrammePage"]
    max_count_per_parent = 1
    template = "pages/programme_index.html"

    class Meta:
        verbose_name = _("programmes")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["programmes"] = list(ProgrammePage.objects.live().child_of(self).order_by("path").for_cards())
        return context


class ProgrammePage(BasePage):
    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("Under way")
        HANDED_OVER = "handed_over", _("Handed over")

    summary = models.TextField(_("summary"), help_text=_("One or two plain sentences; also shown in lists."))
    lead_picture = models.ForeignKey(
        Photo, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE)
    handed_over_to = models.CharField(
        _("handed over to"), max_length=160, blank=True, help_text=_("Who goes on with it, if it was handed over.")
    )
    sdgs = SeveralField(_("Sustainable Development Goals"), choices=Goal.choices)
    themes = ParentalManyToManyField("cms.Theme", verbose_name=_("themes"), blank=True, related_name="programmes")
    cooperatives = ParentalManyToManyField(
        "cooperatives.Cooperative",
        verbose_name=_("cooperatives that take part"),
        blank=True,
        related_name="programmes",
    )
    partners = ParentalManyToManyField(
        "cms.PartnerPage", verbose_name=_("partners"), blank=True, related_name="programmes"
    )
    milestone_kinds = SeveralField(
        _("milestones that belong to it"),
        choices=Milestone.Kind.choices,
        help_text=_("Those of the cooperatives that take part are added up on this page."),
    )
    body = StreamField(story_blocks(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(ProgrammePageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("lead_picture"),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("handed_over_to")], heading=_("Where it stands")),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("cooperatives", widget=CheckboxSelectMultiple),
                FieldPanel("partners", widget=CheckboxSelectMultiple),
            ],
            heading=_("Who takes part"),
        ),
        FieldPanel("milestone_kinds"),
        FieldPanel("themes", widget=CheckboxSelectMultiple),
        FieldPanel("sdgs"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary", boost=2), index.SearchField("body")]
    parent_page_types = ["cms.ProgrammeIndexPage"]
    subpage_types = []
    template = "pages/programme.html"

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    @property
    def picture_to_share(self):
        return self.social_picture or self.lead_picture

    @property
    def in_one_sentence(self):
        return self.search_description or self.summary or first_words(self.body)

    def pictures_shown(self):
        return [self.lead_picture, *pictures_in(self.body)]

    def goals(self) -> list[Goal]:
        return [Goal(number) for number in self.sdgs]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        themes = spoken(self.themes.all(), self.locale_id)
        cooperatives = list(self.cooperatives.all())
        milestones = Milestone.objects.filter(cooperative__in=cooperatives, kind__in=self.milestone_kinds)
        context.update(
            themes=themes,
            cooperatives=cooperatives,
            partners=spoken(self.partners.all(), self.locale_id),
            impact=impact(milestones),
            events=self._events(),
            stories=list(self._stories(themes).for_cards()[:RELATED]),
        )
        return context

    def _stories(self, themes: list):
        """Live ones in its language: first those that say they are about it, then those that share a theme with it."""
        told = StoryPage.programmes.through.objects.filter(programmepage__translation_key=self.translation_key)
        near = StoryPage.themes.through.objects.filter(
            theme__translation_key__in=[theme.translation_key for theme in themes]
        )
        found = StoryPage.objects.live().filter(locale_id=self.locale_id)
        found = found.annotate(is_told=Exists(told.filter(storypage=OuterRef("pk"))))
        return found.filter(Q(is_told=True) | Q(pk__in=near.values("storypage"))).order_by(
            "-is_told", "-told_on", "-pk"
        )

    def _events(self) -> list:
        """Coming ones, in its language."""
        from cms.models.events import EventPage  # points here itself

        of_it = EventPage.objects.coming().filter(locale_id=self.locale_id)
        return list(of_it.filter(programme__translation_key=self.translation_key))
