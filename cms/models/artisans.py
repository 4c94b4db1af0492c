"""The page of a person. There is one only while that person's consent to it lives."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Prefetch
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.blocks import text_blocks
from cms.models.base import BasePage, BasePageQuerySet
from cms.pictures import pictures_in
from cms.pieces import cards_with
from cooperatives.consents.models import Person, Scope
from cooperatives.consents.needs import Need
from cooperatives.models import Artisan
from cooperatives.photos.models import Photo, ShowsPeople
from shop.market import market_of


class ArtisanPageQuerySet(BasePageQuerySet):
    def showing(self, people: Iterable[Person]):
        """The pages of these people who may be named today, each of which knows that name without a further query."""
        named = Person.objects.named().filter(pk__in=[person.pk for person in people])
        return self.filter(person__in=named.values("pk")).with_people()

    def with_people(self):
        return self.prefetch_related(
            Prefetch("person", queryset=Person.objects.select_related("artisan").with_consents())
        )

    def for_cards(self):
        """Without the bodies, with the pictures, in a constant number of queries."""
        pictures = Prefetch("portrait", queryset=Photo.objects.with_renditions())
        return self.defer_streamfields().with_people().prefetch_related(pictures)


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

    def __str__(self):
        return self.title

    @property
    def name(self) -> str:
        """As this person may be called today, whatever the title says."""
        return self.person.shown_name()

    @property
    def craft(self) -> str:
        """In the person's own words."""
        return self._artisan.craft if self._artisan else ""

    @property
    def _artisan(self) -> Artisan | None:
        return getattr(self.person, "artisan", None)

    def needs(self) -> list[Need]:
        """The name as far as title and address give it away, the story, and the face where the picture shows one."""
        scopes = [self._scope_of_name(), Scope.STORY, *([Scope.FACE] if self._portrait_shows_somebody else [])]
        words = self._meta.verbose_name
        return [*super().needs(), *(Need(self.person_id, scope, str(words), self.spoken) for scope in scopes)]

    @property
    def _portrait_shows_somebody(self) -> bool:
        return self.portrait is not None and self.portrait.shows_people != ShowsPeople.NOBODY

    def _scope_of_name(self) -> Scope:
        further = set(slugify(self.person.full_name).split("-")) - set(slugify(self.person.first_name).split("-"))
        told = set(slugify(f"{self.title} {self.slug} {self.seo_title}").split("-"))
        return Scope.FULL_NAME if further & told else Scope.FIRST_NAME

    def get_context(self, request, *args, **kwargs):
        # Publishing is refused without a consent, and what ends is taken down; this holds in the moment between.
        self.person = Person.objects.select_related("artisan__cooperative").with_consents().get(pk=self.person_id)
        is_preview = getattr(request, "is_preview", False)
        if not is_preview and not (self.name and self.person.allows(Scope.STORY)):
            raise Http404
        context = super().get_context(request, *args, **kwargs)
        artisan = self._artisan
        context.update(
            name=self.name or self.title,
            portrait=self.portrait if not self._portrait_shows_somebody or self.person.allows(Scope.FACE) else None,
            cooperative=artisan.cooperative if artisan else None,
            cards=cards_with(artisan, market_of(request).currency) if artisan else [],
        )
        return context
