"""The page of a person. There is one only while that person's consent to it lives."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import text_blocks
from cms.models.base import BasePage
from cms.pictures import pictures_in
from cooperatives.photos.models import Photo


class ArtisanPageQuerySet(PageQuerySet):
    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = models.Prefetch("portrait", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().select_related("person").prefetch_related(pictures)


class ArtisanPage(BasePage):
    person = models.ForeignKey(
        "consents.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="pages"
    )
    portrait = models.ForeignKey(
        Photo, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    own_words = models.TextField(
        _("in their own words"), blank=True, help_text=_("As it was said, and read back to the person.")
    )
    body = StreamField(text_blocks(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(ArtisanPageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("person"),
        FieldPanel("portrait"),
        FieldPanel("own_words"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("own_words"), index.SearchField("body")]
    parent_page_types = ["cms.CooperativePage"]
    subpage_types = []
    template = "pages/artisan.html"

    class Meta:
        verbose_name = _("artisan’s page")
        verbose_name_plural = _("artisans’ pages")

    @property
    def picture_to_share(self):
        return self.social_picture or self.portrait

    @property
    def in_one_sentence(self):
        return self.search_description or self.own_words

    def pictures_shown(self):
        return [self.portrait, *pictures_in(self.body)]
