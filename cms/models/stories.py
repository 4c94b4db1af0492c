"""Stories. Which pieces, cooperatives and people a story shows is read from its body and stored, so that they can point back."""

import math

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks import story_blocks
from cms.blocks.walk import walk
from cms.models.artisans import ArtisanPage
from cms.models.base import BasePage, BasePageQuerySet
from cms.models.spoken import spoken
from cms.pictures import pictures_in
from cms.pieces import cards_by_product
from cooperatives.consents.models import Person
from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo
from shop.catalogue.models import Product
from shop.market import market_of

WORDS_A_MINUTE = 220
RELATED = 3


class StoryQuerySet(BasePageQuerySet):
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
        shows = Q(pk__in=StoryCooperative.objects.filter(cooperative=cooperative).values("story"))
        shows_a_piece = Q(
            pk__in=StoryProduct.objects.filter(product__contributions__cooperative=cooperative).values("story")
        )
        return self.live().filter(shows | shows_a_piece).newest_first()

    def telling_of(self, person: Person):
        """Live stories in which this person is to be seen or heard."""
        return self.live().filter(people_shown__person=person).newest_first()

    def on_theme(self, key):
        """Those on a theme, by the key that its translations share."""
        links = StoryPage.themes.through.objects.filter(theme__translation_key=key)
        return self.filter(pk__in=links.values("storypage"))

    def on_technique(self, key):
        """Those on a technique, by the key that its translations share."""
        links = StoryPage.techniques.through.objects.filter(techniquepage__translation_key=key)
        return self.filter(pk__in=links.values("storypage"))

    def related_to(self, story: "StoryPage"):
        """Live stories of its language: before all others those that share a piece with it, then a group, a technique, a theme."""
        shared = {
            "shares_a_piece": _shared(StoryProduct, "product", story),
            "shares_a_group": _shared(StoryCooperative, "cooperative", story),
            "shares_a_technique": _shared(StoryPage.techniques.through, "techniquepage", story, link="storypage"),
            "shares_a_theme": _shared(StoryPage.themes.through, "theme", story, link="storypage"),
        }
        found = self.live().filter(locale_id=story.locale_id).exclude(pk=story.pk).alias(**shared)
        return found.order_by(*(f"-{name}" for name in shared), "-told_on", "-pk")

    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = Prefetch("lead_picture", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().prefetch_related(pictures)


def _shared(links: type[models.Model], what: str, story: "StoryPage", *, link: str = "story") -> Exists:
    theirs = links.objects.filter(**{link: story}).values(what)
    return Exists(links.objects.filter(**{link: OuterRef("pk"), f"{what}__in": theirs}))


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
    programmes = ParentalManyToManyField(
        "cms.ProgrammePage", verbose_name=_("programmes"), related_name="stories", blank=True
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
                FieldPanel("programmes", widget=CheckboxSelectMultiple),
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
        # The list of stories is read in this order, a page of it at a time.
        indexes = [models.Index(fields=["-told_on", "-page_ptr"], name="stories_newest_first")]

    def save(self, *args, **kwargs):
        # Publishing a revision ends here too, saving a draft of a live story does not: what is stored is what is shown.
        fields = kwargs.get("update_fields")
        if is_told_anew := fields is None or "body" in fields:
            self.reading_minutes = self._minutes()
            kwargs["update_fields"] = fields and {*fields, "reading_minutes"}
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_told_anew:
                self._store_what_it_shows()

    @property
    def picture_to_share(self):
        return self.social_picture or self.lead_picture

    @property
    def in_one_sentence(self):
        return self.search_description or self.intro

    def pictures_shown(self):
        return [self.lead_picture, *pictures_in(self.body)]

    def chosen(self, kind: type[models.Model]) -> list:
        """The pieces, groups or people chosen anywhere in the body, each once, in the order of the story."""
        return list(dict.fromkeys(value for _block, value, _where in walk(self.body) if isinstance(value, kind)))

    def _minutes(self) -> int:
        words = sum(len(text.split()) for text in self.body.stream_block.get_searchable_content(self.body))
        return max(1, math.ceil((words + len(self.intro.split())) / WORDS_A_MINUTE))

    def _store_what_it_shows(self):
        for links, name, kind in (
            (StoryProduct, "product", Product),
            (StoryCooperative, "cooperative", Cooperative),
            (StoryPerson, "person", Person),
        ):
            links.objects.filter(story=self).delete()
            links.objects.bulk_create(links(story=self, **{name: thing}) for thing in self.chosen(kind))

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        products = self.chosen(Product)
        groups = Cooperative.objects.filter(
            Q(pk__in=[group.pk for group in self.chosen(Cooperative)])
            | Q(contributions__product__in=[product.pk for product in products])
        )
        context.update(
            cards=cards_by_product([product.pk for product in products], market_of(request).currency),
            themes=spoken(self.themes.all(), self.locale_id),
            techniques=spoken(self.techniques.all(), self.locale_id),
            programmes=spoken(self.programmes.all(), self.locale_id),
            groups=list(groups.distinct()),
            people=list(ArtisanPage.objects.live().showing(self.chosen(Person)).filter(locale_id=self.locale_id)),
            index=self.get_parent(),
            others=list(StoryPage.objects.related_to(self).for_cards()[:RELATED]),
        )
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
