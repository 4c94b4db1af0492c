"""Stories. Which pieces and cooperatives a story shows is read from its body and stored, so that they can point back to it."""

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import story_blocks
from cms.models.base import BasePage
from cms.pictures import pictures_in
from cms.pieces import cards_by_product
from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo
from shop.catalogue.models import Product
from shop.market import market_of


class StoryQuerySet(PageQuerySet):
    def newest_first(self):
        return self.order_by("-told_on", "-pk")

    def about(self, product: Product):
        """Live stories that show the piece, before those that only show who made it."""
        shows = Exists(StoryProduct.objects.filter(story=OuterRef("pk"), product=product))
        of_makers = Exists(
            StoryCooperative.objects.filter(story=OuterRef("pk"), cooperative__contributions__product=product)
        )
        found = self.live().alias(of_makers=of_makers).annotate(shows=shows)
        return found.filter(Q(shows=True) | Q(of_makers=True)).order_by("-shows", "-told_on", "-pk")

    def of(self, cooperative: Cooperative):
        """Live stories that show the cooperative or a piece it had a part in."""
        shows = Exists(StoryCooperative.objects.filter(story=OuterRef("pk"), cooperative=cooperative))
        shows_a_piece = Exists(
            StoryProduct.objects.filter(story=OuterRef("pk"), product__contributions__cooperative=cooperative)
        )
        return self.live().filter(Q(shows) | Q(shows_a_piece)).newest_first()

    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = Prefetch("lead_picture", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().prefetch_related(pictures)


class StoryIndexPage(BasePage):
    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = BasePage.search_fields
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StoryPage"]
    max_count = 1
    template = "pages/story_index.html"

    class Meta:
        verbose_name = _("stories")

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["stories"] = list(StoryPage.objects.live().child_of(self).newest_first().for_cards())
        return context


class StoryPage(BasePage):
    told_on = models.DateField(_("date"), default=timezone.localdate)
    intro = models.TextField(
        _("introduction"), help_text=_("One or two sentences; also shown where stories are listed.")
    )
    lead_picture = models.ForeignKey(Photo, verbose_name=_("lead picture"), on_delete=models.PROTECT, related_name="+")
    byline = models.CharField(
        _("told by"), max_length=120, blank=True, help_text=_("Who wrote it down, if they wish to be named.")
    )
    body = StreamField(story_blocks(), verbose_name=_("story"), blank=True)
    themes = ParentalManyToManyField("cms.Theme", verbose_name=_("themes"), related_name="stories", blank=True)
    techniques = ParentalManyToManyField(
        "cms.TechniquePage", verbose_name=_("techniques"), related_name="stories", blank=True
    )
    reading_minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=1, editable=False)

    objects = PageManager.from_queryset(StoryQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("told_on"),
        FieldPanel("intro"),
        FieldPanel("lead_picture"),
        FieldPanel("byline"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("themes", widget=CheckboxSelectMultiple),
                FieldPanel("techniques", widget=CheckboxSelectMultiple),
            ],
            heading=_("What it is about"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("intro", boost=2),
        index.SearchField("body"),
        index.FilterField("told_on"),
    ]
    parent_page_types = ["cms.StoryIndexPage"]
    subpage_types = []
    template = "pages/story.html"

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def save(self, *args, **kwargs):
        # Publishing a revision ends here too, saving a draft of a live story does not: what is stored is what is shown.
        with transaction.atomic():
            super().save(*args, **kwargs)
            if kwargs.get("update_fields") is None or "body" in kwargs["update_fields"]:
                self._store_what_it_shows()

    @property
    def picture_to_share(self):
        return self.social_picture or self.lead_picture

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def pictures_shown(self):
        return [self.lead_picture, *pictures_in(self.body)]

    def chosen(self, block_name: str) -> list:
        """What was chosen in the body's blocks of this name, each once, in the order of the story."""
        values = [block.value for block in self.body if block.block_type == block_name]
        return list(dict.fromkeys(value for value in values if value is not None))

    def _store_what_it_shows(self):
        StoryProduct.objects.filter(story=self).delete()
        StoryProduct.objects.bulk_create(StoryProduct(story=self, product=product) for product in self.chosen("piece"))
        StoryCooperative.objects.filter(story=self).delete()
        StoryCooperative.objects.bulk_create(
            StoryCooperative(story=self, cooperative=cooperative) for cooperative in self.chosen("cooperative")
        )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        products = [block.value.pk for block in self.body if block.block_type == "piece" and block.value]
        context["cards"] = cards_by_product(products, market_of(request).currency)
        context["others"] = list(StoryPage.objects.live().exclude(pk=self.pk).newest_first().for_cards()[:3])
        return context


class StoryProduct(models.Model):
    """A story shows a piece."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="pieces_shown")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="shown_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "product"], name="story_shows_piece_once")]

    def __str__(self):
        return f"{self.story_id}: {self.product_id}"


class StoryCooperative(models.Model):
    """A story shows a cooperative."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="cooperatives_shown")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="shown_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "cooperative"], name="story_shows_cooperative_once")]

    def __str__(self):
        return f"{self.story_id}: {self.cooperative_id}"


class StoryPerson(models.Model):
    """A story tells of a person; which is no leave to name them."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="people_shown")
    person = models.ForeignKey("consents.Person", on_delete=models.CASCADE, related_name="told_of_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "person"], name="story_tells_of_person_once")]

    def __str__(self):
        return f"{self.story_id}: {self.person_id}"
