"""How things are made: from forest clay to ceramic, a coil, a dye; each a page with its steps, tools, pieces and stories."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modeltranslation.utils import build_localized_fieldname
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks import story_blocks
from cms.models.base import BasePage, BasePageQuerySet
from cms.models.cooperatives import CooperativePage
from cms.models.stories import StoryPage
from cms.pictures import pictures_in
from cms.pieces import cards_in, cards_made_by
from cooperatives.photos.models import Photo
from shop.catalogue.models import Product
from shop.market import market_of

PIECES, STORIES = 8, 3
# The words by which pieces are known are those of the language that all were written in first.
WRITTEN_FIRST = build_localized_fieldname("technique", settings.LANGUAGE_CODE)


class StepBlock(blocks.StructBlock):
    """One step of how a thing is made."""

    name = blocks.CharBlock(label=_("what is done"), max_length=120)
    text = blocks.TextBlock(label=_("how"), required=False, default="")
    picture = ImageChooserBlock(label=_("picture"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class TechniqueQuerySet(BasePageQuerySet):
    def making(self, product: Product) -> list["TechniquePage"]:
        """Live ones by which a piece was made. There are few: each is asked whether the piece is one of its own."""
        words = getattr(product, WRITTEN_FIRST) or ""  # nobody may have written any
        kinds = TechniquePage.categories.through.objects.filter(category__in=product.categories.all())
        needs = TechniquePage.materials.through.objects
        suits = Exists(needs.filter(techniquepage=OuterRef("pk"), material__in=product.materials.all()))
        needs_nothing = ~Exists(needs.filter(techniquepage=OuterRef("pk")))
        pages = self.live().annotate(
            is_of_kind=Exists(kinds.filter(techniquepage=OuterRef("pk"))) & (Q(suits) | Q(needs_nothing))
        )
        return [page for page in pages.defer_streamfields() if page.is_of_kind or page.is_named_in(words)]

    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = Prefetch("lead_picture", queryset=Photo.objects.with_renditions())
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
        help_text=_("Pieces of these kinds and of these materials are shown as made in this way."),
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

    same_in_every_language = ("words",)

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

    @property
    def phrases(self) -> list[str]:
        """The words by which pieces are known to be made in this way."""
        return [phrase.strip() for phrase in self.words.split(",") if phrase.strip()]

    @property
    def tools_needed(self) -> list[tuple[str, str]]:
        """Each tool with what it is for, which may be empty."""
        lines = [line.partition(":") for line in self.tools.splitlines() if line.strip()]
        return [(name.strip(), purpose.strip()) for name, _colon, purpose in lines]

    def is_named_in(self, technique: str) -> bool:
        return any(phrase.casefold() in technique.casefold() for phrase in self.phrases)

    def pieces_made(self) -> Q:
        """Those whose technique has its words; and those of its kinds, unless they are of other materials."""
        kinds, materials = list(self.categories.all()), list(self.materials.all())
        ways = Q(categories__in=kinds)
        if materials:
            ways &= Q(materials__in=materials)
        for phrase in self.phrases:
            ways |= Q(**{f"{WRITTEN_FIRST}__icontains": phrase})
        return ways

    def pictures_shown(self):
        return [self.lead_picture, *(step.value["picture"] for step in self.steps), *pictures_in(self.body)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        currency = market_of(request).currency
        stories = StoryPage.objects.live().filter(locale_id=self.locale_id).on_technique(self.translation_key)
        groups = CooperativePage.objects.live().filter(locale_id=self.locale_id)
        context.update(
            materials=list(self.materials.all()),
            # Of what the text itself shows, and of what was made in this way besides.
            cards=cards_in(self.body, currency),
            made=cards_made_by(self.pieces_made(), currency, number=PIECES),
            stories=list(stories.newest_first().for_cards()[:STORIES]),
            groups=list(groups.on_technique(self.translation_key).order_by("title").for_cards()),
        )
        return context
