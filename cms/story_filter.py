"""Narrowing the list of stories by what they are about. Everything is in the address: it can be kept, sent and gone back to.

What an address asks for and there is not, is as if it were not asked for.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models.spoken import one_of_each
from cms.models.stories import StoryCooperative, StoryPage, StoryProduct, StoryQuerySet
from cms.models.techniques import TechniquePage
from cms.models.themes import Theme
from cooperatives.models import Cooperative
from shop.catalogue.models import Contribution


@dataclass(frozen=True)
class Option:
    """One choice, and the address that makes it, or takes it back where it was made."""

    label: str
    query: str
    is_chosen: bool
    is_content: bool
    # The language it is written in; empty for a name of its own.
    language: str = ""


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


class StoryFilter:
    """Of these stories those that fit what is asked for, and what else could be asked for."""

    def __init__(self, stories: StoryQuerySet, asked: QueryDict, *, locale_id: int):
        self.stories, self.locale_id = stories, locale_id
        self._things = {
            "theme": self._themes(),
            "cooperative": self._cooperatives(),
            "technique": self._techniques(),
        }
        self.chosen = {
            name: asked[name] for name, things in self._things.items() if asked.get(name) in {t.slug for t in things}
        }
        self.is_narrowed = bool(self.chosen)
        self.facets = [
            self._facet("theme", _("Theme"), is_content=True),
            self._facet("cooperative", _("Cooperative"), is_content=False),
            self._facet("technique", _("Technique"), is_content=True),
        ]

    def results(self) -> StoryQuerySet:
        found = self.stories
        for name, slug in self.chosen.items():
            thing = next(thing for thing in self._things[name] if thing.slug == slug)
            match thing:
                case Theme():
                    found = found.on_theme(thing.translation_key)
                case Page():
                    found = found.on_technique(thing.translation_key)
                case _:
                    found = found.of(thing)
        return found

    def query(self, **changed: str) -> str:
        """What stands behind the question mark: what is chosen, with these changes."""
        return urlencode({name: slug for name, slug in (self.chosen | changed).items() if slug})

    def _facet(self, name: str, label: str, *, is_content: bool) -> Facet:
        options = [
            Option(
                label=str(thing),
                query=self.query(**{name: "" if thing.slug == self.chosen.get(name) else thing.slug}),
                is_chosen=thing.slug == self.chosen.get(name),
                is_content=is_content,
                language=self._language_of(thing) if is_content else "",
            )
            for thing in self._things[name]
        ]
        return Facet(name, label, options)

    def _language_of(self, thing: Theme | TechniquePage) -> str:
        if isinstance(thing, Page):
            return thing.spoken
        return get_language() if thing.locale_id == self.locale_id else settings.LANGUAGE_CODE

    def _themes(self) -> list[Theme]:
        links = StoryPage.themes.through.objects.filter(storypage__in=self._keys())
        keys = Theme.objects.filter(pk__in=links.values("theme")).values("translation_key")
        return one_of_each(Theme.objects.filter(translation_key__in=keys), self.locale_id)

    def _techniques(self) -> list[TechniquePage]:
        links = StoryPage.techniques.through.objects.filter(storypage__in=self._keys())
        keys = TechniquePage.objects.filter(pk__in=links.values("techniquepage")).values("translation_key")
        found = TechniquePage.objects.live().filter(translation_key__in=keys).defer_streamfields()
        return one_of_each(found, self.locale_id)

    def _cooperatives(self) -> list[Cooperative]:
        # Each its own list of keys: joined, all stories of a group would meet all of its pieces.
        shown = StoryCooperative.objects.filter(story__in=self._keys())
        pieces = StoryProduct.objects.filter(story__in=self._keys())
        made = Contribution.objects.filter(product__in=pieces.values("product"))
        groups = Q(pk__in=shown.values("cooperative")) | Q(pk__in=made.values("cooperative"))
        return list(Cooperative.objects.filter(groups))

    def _keys(self):
        return self.stories.values("pk")
