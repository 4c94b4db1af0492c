"""The cooperatives' own pages: who they are, where they live, what they make."""

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import text_blocks
from cms.models.base import BasePage
from cms.pictures import pictures_in
from cms.pieces import cards_of
from cooperatives.models import Artisan, Cooperative
from cooperatives.photos.models import Photo
from shop.market import market_of


class CooperativePageQuerySet(PageQuerySet):
    def for_cards(self):
        """Without the bodies, with cooperative and picture, in a constant number of queries."""
        pictures = Prefetch("cooperative__photo", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().select_related("cooperative").prefetch_related(pictures)


class CooperativeIndexPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = BasePage.search_fields
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CooperativePage"]
    max_count = 1
    template = "pages/cooperative_index.html"

    class Meta:
        verbose_name = _("cooperatives")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        groups = list(CooperativePage.objects.live().child_of(self).order_by("title").for_cards())
        context["cooperative_pages"] = groups
        context["shown_cooperatives"] = [group.cooperative for group in groups]
        return context


class CooperativePage(BasePage):
    cooperative = models.OneToOneField(
        Cooperative, verbose_name=_("cooperative"), on_delete=models.PROTECT, related_name="page"
    )
    body = StreamField(text_blocks(), verbose_name=_("who they are"), blank=True)

    objects = PageManager.from_queryset(CooperativePageQuerySet)()

    content_panels = [*BasePage.content_panels, FieldPanel("cooperative"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("cooperative_words", boost=2),
    ]
    parent_page_types = ["cms.CooperativeIndexPage"]
    subpage_types = []
    template = "pages/cooperative.html"

    class Meta:
        verbose_name = _("cooperative’s page")
        verbose_name_plural = _("cooperatives’ pages")

    @classmethod
    def urls(cls, request=None) -> dict[int, str]:
        """The address of every cooperative that has a live page, by the cooperative's key."""
        return {page.cooperative_id: page.get_url(request) for page in cls.objects.live().defer_streamfields()}

    @property
    def picture_to_share(self):
        return self.social_picture or self.cooperative.photo

    @property
    def in_one_sentence(self):
        return self.search_description or self.cooperative.summary

    def pictures_shown(self):
        return [self.cooperative.photo, *pictures_in(self.body)]

    def cooperative_words(self) -> str:
        """What people may search this group by."""
        group = self.cooperative
        return f"{group.name} {group.district} {group.get_crafts_display()} {group.summary}"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["cooperative"] = self.cooperative
        context["shown_cooperatives"] = [self.cooperative]
        # Nobody is named here who did not say so.
        context["artisans"] = list(Artisan.objects.named_publicly().filter(cooperative=self.cooperative))
        context["cards"] = cards_of(self.cooperative, market_of(request).currency)
        return context
