"""The cooperatives' own pages: who they are, where they live, what they make."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks import text_blocks
from cms.models.base import BasePage, BasePageQuerySet
from cms.models.spoken import spoken
from cms.pictures import pictures_in
from cms.pieces import cards_of
from cooperatives.milestones.models import Milestone
from cooperatives.models import Artisan, Cooperative
from cooperatives.photos.models import Photo
from shop.market import market_of


class PointBlock(blocks.StructBlock):
    """One thing a group has, or finds hard, as it said when it mapped its own community."""

    name = blocks.CharBlock(label=_("in a few words"), max_length=80)
    text = blocks.TextBlock(label=_("and in a sentence"), required=False, default="")

    class Meta:
        icon = "list-ul"
        label = _("Point")


class CooperativePageQuerySet(BasePageQuerySet):
    def on_technique(self, key):
        """Of groups that work in this way; the key is what the technique's translations share."""
        links = CooperativePage.techniques.through.objects.filter(techniquepage__translation_key=key)
        return self.filter(pk__in=links.values("cooperativepage"))

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
    max_count_per_parent = 1
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
    # One page in each language; the language is of another table, so no constraint of the database can say so: see `clean`.
    cooperative = models.ForeignKey(
        Cooperative, verbose_name=_("cooperative"), on_delete=models.PROTECT, related_name="pages"
    )
    own_words = models.TextField(
        _("in their own words"), blank=True, help_text=_("What the group says of itself, as it was said.")
    )
    own_words_by = models.CharField(
        _("said by"), max_length=120, blank=True, help_text=_("Left empty: the group. No name of a person.")
    )
    body = StreamField(text_blocks(), verbose_name=_("who they are"), blank=True)
    techniques = ParentalManyToManyField(
        "cms.TechniquePage", verbose_name=_("techniques"), related_name="cooperative_pages", blank=True
    )
    # From the community mapping that a group makes of itself; both lists, because one without the other is no true picture.
    assets = StreamField([("point", PointBlock())], verbose_name=_("what they have"), blank=True)
    challenges = StreamField([("point", PointBlock())], verbose_name=_("what is hard"), blank=True)

    objects = PageManager.from_queryset(CooperativePageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("cooperative"),
        MultiFieldPanel([FieldPanel("own_words"), FieldPanel("own_words_by")], heading=_("In their own words")),
        FieldPanel("body"),
        FieldPanel("techniques", widget=CheckboxSelectMultiple),
        MultiFieldPanel([FieldPanel("assets"), FieldPanel("challenges")], heading=_("From community mapping")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("own_words"),
        index.SearchField("cooperative_words", boost=2),
    ]
    parent_page_types = ["cms.CooperativeIndexPage"]
    subpage_types = ["cms.ArtisanPage"]
    template = "pages/cooperative.html"

    class Meta:
        verbose_name = _("cooperative’s page")
        verbose_name_plural = _("cooperatives’ pages")

    @classmethod
    def urls(cls, request=None) -> dict[int, str]:
        """The address of every cooperative that has a live page, by the cooperative's key."""
        pages = cls.objects.live().in_language().defer_streamfields()
        return {page.cooperative_id: page.get_url(request) for page in pages}

    def clean(self):
        super().clean()
        others = CooperativePage.objects.filter(cooperative=self.cooperative_id, locale=self.locale_id)
        if self.cooperative_id and others.exclude(pk=self.pk).exists():
            raise ValidationError({"cooperative": _("This cooperative has a page already.")})

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
        context["artisans"] = list(Artisan.objects.named().filter(cooperative=self.cooperative))
        context.update(
            cards=cards_of(self.cooperative, market_of(request).currency),
            techniques=spoken(self.techniques.all(), self.locale_id),
            # What was reached and what is expected are two lists, never one.
            reached=list(Milestone.objects.for_cooperative(self.cooperative).reached().in_order()),
            expected=list(Milestone.objects.for_cooperative(self.cooperative).expected().in_order()),
        )
        return context
