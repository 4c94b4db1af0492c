"""How things are made: from forest clay to ceramic, a coil, a dye; each a page with its steps, tools, pieces and stories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import story_blocks
from cms.blocks.process import StepBlock
from cms.models.base import BasePage
from cms.pictures import pictures_in
from cooperatives.photos.models import Photo


class TechniqueQuerySet(PageQuerySet):
    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = models.Prefetch("lead_picture", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().prefetch_related(pictures)


class TechniqueIndexPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = BasePage.search_fields
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TechniquePage"]
    template = "pages/technique_index.html"

    class Meta:
        verbose_name = _("techniques")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["techniques"] = list(TechniquePage.objects.live().child_of(self).order_by("path").for_cards())
        return context


class TechniquePage(BasePage):
    intro = models.TextField(_("introduction"), help_text=_("One or two sentences; also shown in lists."))
    lead_picture = models.ForeignKey(Photo, verbose_name=_("lead picture"), on_delete=models.PROTECT, related_name="+")
    body = StreamField(story_blocks(), verbose_name=_("text"), blank=True)
    steps = StreamField([("step", StepBlock())], verbose_name=_("steps, in their order"), blank=True)
    tools = models.TextField(
        _("tools"), blank=True, help_text=_("One a line, for example: “awl: opens the coil for the next stitch”.")
    )
    materials = ParentalManyToManyField(
        "catalogue.Material",
        verbose_name=_("materials"),
        related_name="techniques",
        blank=True,
        help_text=_("What it needs of the materials that pieces are made of."),
    )
    categories = ParentalManyToManyField(
        "catalogue.Category",
        verbose_name=_("kinds of pieces"),
        related_name="techniques",
        blank=True,
        help_text=_("Pieces of these kinds are shown as made in this way."),
    )
    words = models.CharField(
        _("words of the technique"),
        max_length=120,
        blank=True,
        help_text=_(
            "Pieces whose technique has these words are shown as made in this way, for example “coiled”. "
            "Separate several by commas."
        ),
    )

    objects = PageManager.from_queryset(TechniqueQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("lead_picture"),
        FieldPanel("body"),
        FieldPanel("steps"),
        MultiFieldPanel([FieldPanel("materials"), FieldPanel("tools")], heading=_("What it needs")),
        MultiFieldPanel([FieldPanel("words"), FieldPanel("categories")], heading=_("Pieces made in this way")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("intro", boost=2),
        index.SearchField("body"),
        index.SearchField("steps"),
        index.SearchField("tools"),
    ]
    parent_page_types = ["cms.TechniqueIndexPage"]
    subpage_types = []
    template = "pages/technique.html"

    class Meta:
        verbose_name = _("technique")
        verbose_name_plural = _("techniques")

    @property
    def picture_to_share(self):
        return self.social_picture or self.lead_picture

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def pictures_shown(self):
        return [self.lead_picture, *(step.value["picture"] for step in self.steps), *pictures_in(self.body)]
