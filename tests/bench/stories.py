"""Does it cost more when there are a hundred times as many stories? Their list, a story, and what leads to them."""

import sys
import time

from django.db import connection
from django.test import Client

from cms.models import StoryPage, StoryProduct
from tests import factories
from tests.bench.compare import Measure, compare, copy_of, drop
from tests.cms.conftest import Pages
from tests.cms.many_stories import told

SMALL, LARGE = 20, 2_000
MOST = 1.5


def run() -> bool:
    began, original = time.monotonic(), connection.settings_dict["NAME"]
    small = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    factories.world()
    site = Pages()
    theme, group = site.theme("Dyes"), factories.cooperative()
    piece, group_page, story = factories.piece(by=group), site.cooperative(group), site.story(themes=[theme])

    def tell(first: int, last: int) -> None:
        stories = told(site, last, first=first)
        themed, shows = StoryPage.themes.through, StoryProduct
        themed.objects.bulk_create(themed(storypage_id=made.pk, theme_id=theme.pk) for made in stories)
        shows.objects.bulk_create(shows(story=made, product=piece) for made in stories)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the database does by itself within a minute

    tell(0, SMALL)
    large = copy_of(small)
    tell(SMALL, LARGE)
    sys.stdout.write(f"{SMALL:,} and {LARGE:,} stories, made in {time.monotonic() - began:.0f} s.\n")
    pages = {
        "the first page": site.home.url,
        "stories, newest page": site.stories.url,
        "stories, narrowed by a theme": f"{site.stories.url}?theme=dyes",
        "a story": story.url,
        "a group that stories tell of": group_page.url,
        "a piece that stories show": piece.get_absolute_url(),
    }
    try:
        return compare((small, large), (SMALL, LARGE), lambda: {what: page(url) for what, url in pages.items()})
    finally:
        drop(small, large, original)


def page(address: str) -> Measure:
    visitor = Client()

    def call(_number):
        assert visitor.get(address).status_code == 200

    return Measure(call, times=6, most=MOST)
