"""The first page: one picture, one sentence, one thing to do; then pieces, a story, the map, and who gets what."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.blocks import text_blocks
from cms.models.base import BasePage
from cms.models.cooperatives import CooperativePage
from cms.models.impact import ImpactPage
from cms.models.programmes import ProgrammeIndexPage
from cms.models.stories import StoryPage
from cms.models.techniques import TechniqueIndexPage
from cms.pictures import pictures_in
from cms.pieces import newest_cards
from cooperatives.photos.models import Photo
from shop.catalogue.models import Product
from shop.catalogue.shares_shown import planned_band
from shop.market import market_of


class HomePage(BasePage):
    hero_picture = models.ForeignKey(
        Photo,
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Wide, with its left third free for the sentence."),
    )
    hero_portrait = models.ForeignKey(
        Photo,
        verbose_name=_("picture for phones"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Upright, with its upper third free for the sentence."),
    )
    sentence = models.CharField(_("sentence"), max_length=120)
    action = models.CharField(_("text of the button"), max_length=40, help_text=_("It leads to all pieces."))
    story = models.ForeignKey(
        "cms.StoryPage",
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Left empty: the newest."),
    )
    example = models.ForeignKey(
        "catalogue.Product",
        verbose_name=_("piece whose price is explained"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sections = StreamField(text_blocks(), verbose_name=_("further sections"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("hero_picture"), FieldPanel("hero_portrait"), FieldPanel("sentence"), FieldPanel("action")],
            heading=_("First view"),
        ),
        FieldPanel("story"),
        FieldPanel("example"),
        FieldPanel("sections"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")

    @property
    def picture_to_share(self):
        return self.social_picture or self.hero_picture

    @property
    def in_one_sentence(self):
        return self.search_description or self.sentence

    def pictures_shown(self):
        return [self.hero_picture, self.hero_portrait, *pictures_in(self.sections)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories = StoryPage.objects.live().in_language().newest_first().for_cards()
        currency = market_of(request).currency
        example, band = self._explained_price(currency)
        groups = list(CooperativePage.objects.live().in_language().order_by("title").for_cards())
        context.update(
            currency=currency,
            cards=newest_cards(currency, number=8),
            example=example,
            band=band,
            story=self._story(stories),
            cooperative_pages=groups,
            rooms=self._rooms(),
            shown_cooperatives=[group.cooperative for group in groups],
        )
        return context

    def _rooms(self) -> list[BasePage]:
        """Where the work around the pieces is told of, as far as there is such a page in this language."""
        kinds = (TechniqueIndexPage, ProgrammeIndexPage, ImpactPage)
        found = (kind.objects.live().in_language().defer_streamfields().first() for kind in kinds)
        return [page for page in found if page]

    def _story(self, stories) -> StoryPage | None:
        """The chosen one, in the language of this page; the newest, if none is chosen."""
        if self.story_id is None:
            return stories.first()
        chosen = StoryPage.objects.filter(pk=self.story_id).values("translation_key")
        return stories.filter(translation_key__in=chosen).first()

    def _explained_price(self, currency: str) -> tuple[Product | None, list]:
        """The chosen piece and the parts of its price; nothing where it is not sold in this currency."""
        pieces = Product.objects.listed().priced(currency).prefetch_related("contributions__cooperative")
        piece = pieces.filter(pk=self.example_id).first() if self.example_id else None
        if piece is None or piece.price is None:
            return None, []
        return piece, planned_band(piece.price, currency, list(piece.contributions.all()))
