"""Pages to test with: a home page that is the site's root, and what stands below it."""

import itertools
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations import RunSQL, SeparateDatabaseAndState
from django.db.migrations.recorder import MigrationRecorder
from modelsearch import index
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.synctree import create_aliases_for_new_page

from cms import trees
from cms.models import (
    ArtisanPage,
    CooperativeIndexPage,
    CooperativePage,
    HomePage,
    StandardPage,
    StoryIndexPage,
    StoryPage,
    TechniqueIndexPage,
    TechniquePage,
    Theme,
)
from cooperatives.consents.models import Person
from cooperatives.photos.models import Photo
from shop.catalogue.models import Product
from tests import factories

_numbers = itertools.count(1)


class Pages:
    """A small site; each method adds a published page to it."""

    def __init__(self):
        picture = factories.photo("#e4dad0", size=(160, 70), title="A still life")
        root = Page.get_first_root_node()
        self.home = HomePage(
            title="Ubukorikori", slug="start", sentence="Made by hand.", action="See all pieces", hero_picture=picture
        )
        self._publish(root, self.home)
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "testserver", "root_page": self.home}
        )
        self.stories = StoryIndexPage(title="Stories", slug="stories", show_in_menus=True)
        self.groups = CooperativeIndexPage(title="Cooperatives", slug="cooperatives", show_in_menus=True)
        self._publish(self.home, self.stories)
        self._publish(self.home, self.groups)

    def speak(self) -> None:
        """In every language: from now on each page has an alias in the other trees, until `translate` gives it words there."""
        trees.plant()

    def translate(self, page, code: str, **words):
        """The page in another language, with these words of its own, as staff make it side by side, and publish it."""
        locale = Locale.objects.get(language_code=code)
        source, _ = TranslationSource.update_or_create_from_instance(page)
        translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
        for field, text in words.items():
            segment = StringSegment.objects.filter(source=source, context__path__startswith=field).first()
            StringTranslation.objects.update_or_create(
                translation_of=segment.string, context=segment.context, locale=locale, defaults={"data": text}
            )
        translation.save_target(publish=False)
        made = translation.get_target_instance()
        made.get_latest_revision().publish()
        made.refresh_from_db()
        index.insert_or_update_object(made)
        return made

    def story(self, title: str = "", *, shows=(), **fields) -> StoryPage:
        """A story that shows these pieces, cooperatives and pictures."""
        title = title or f"Story {next(_numbers)}"
        blocks = [_block_of(thing) for thing in shows]
        body = [{"type": kind, "value": value} for kind, value in [("text", "<p>Once.</p>"), *blocks]]
        fields = {"intro": "How it was.", "lead_picture": factories.photo(title=title), "body": body} | fields
        return self._publish(self.stories, StoryPage(title=title, **fields))

    def cooperative(self, cooperative, **fields) -> CooperativePage:
        page = CooperativePage(title=cooperative.name, slug=cooperative.slug, cooperative=cooperative, **fields)
        return self._publish(self.groups, page)

    def theme(self, name: str) -> Theme:
        return Theme.objects.create(name=name)

    def technique(self, title: str = "", **fields) -> TechniquePage:
        """A technique below the list of them, which is made with the first."""
        title = title or f"Technique {next(_numbers)}"
        index = TechniqueIndexPage.objects.first()
        if index is None:
            index = self._publish(self.home, TechniqueIndexPage(title="Techniques", slug="techniques"))
        fields = {"intro": "How it is done.", "lead_picture": factories.photo(title=title)} | fields
        return self._publish(index, TechniquePage(title=title, **fields))

    def artisan(self, person: Person, *, below: CooperativePage, **fields) -> ArtisanPage:
        """The page of a person, who is a member of the group whose page it stands below."""
        return self._publish(below, ArtisanPage(**{"title": person.full_name, "person": person} | fields))

    def standard(self, title: str, **fields) -> StandardPage:
        return self._publish(self.home, StandardPage(title=title, show_in_menus=True, **fields))

    def _publish(self, parent, page):
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        # Otherwise the work of a task.
        index.insert_or_update_object(page)
        # In the editor the work of a hook.
        create_aliases_for_new_page(page)
        return page


def _block_of(thing) -> tuple:
    match thing:
        case Photo():
            return "picture", {"picture": thing.pk, "caption": "", "is_wide": True}
        case Product():
            return "piece", thing.pk
        case _:
            return "cooperative", thing.pk


@pytest.fixture
def site(world, full_text):
    return Pages()


@pytest.fixture
def full_text(db):
    """Tables made without migrations lack SQLite's full text index: make it by the very statements of its migration."""
    if connection.vendor != "sqlite":
        # Whatever is translated is stamped with the migration it was made under; here none were run.
        MigrationRecorder(connection).ensure_schema()
        return
    made_by = import_module("wagtail.search.migrations.0006_customise_indexentry").Migration.operations
    statements = [
        operation.sql
        for whole in made_by
        if isinstance(whole, SeparateDatabaseAndState)
        for operation in whole.database_operations
        if isinstance(operation, RunSQL)
    ]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS wagtailsearch_indexentry_fts")
        for statement in statements:
            cursor.execute(statement)
