"""The addresses of the site for search engines and feed readers, and where an address leads that has changed."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import translation
from wagtail.models import PageViewRestriction

from cms import sitemap
from cms.languages import in_language
from tests import factories
from tests.queries import assert_same_queries, queries_of

SITE = settings.BASE_URL
NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "html": "http://www.w3.org/1999/xhtml",
    "atom": "http://www.w3.org/2005/Atom",
}


def read(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response.headers["Cache-Control"]
    return ElementTree.fromstring(response.content)


def mapped(client) -> set[str]:
    """Every address that the site map leads to, followed from its beginning."""
    files = [loc.text for loc in read(client, "/sitemap.xml").iterfind("map:sitemap/map:loc", NAMES)]
    return {
        loc.text.removeprefix(SITE)
        for file in files
        for loc in read(client, file.removeprefix(SITE)).iterfind("map:url/map:loc", NAMES)
    }


def test_the_site_map_has_every_public_page_piece_and_kind_in_the_languages_of_their_words(site, client):
    group = factories.cooperative()
    piece = factories.piece(by=group, title_fr="Panier")
    site.speak()
    inner = piece.categories.get().add_child(name="Lidded", slug="lidded")
    paths = [
        "/",
        "/pieces/",
        piece.get_absolute_url(),
        piece.categories.get().get_absolute_url(),
        inner.get_absolute_url(),
        site.stories.url,
        site.groups.url,
        site.story().url,
        site.cooperative(group).url,
        site.standard("About us").url,
    ]
    told = site.story("Told")
    site.translate(told, "fr", title="Raconté", intro="Comment c’était.", body="Une fois.")

    found = mapped(client)

    everywhere = {in_language("/pieces/", code) for code, _name in settings.LANGUAGES}
    in_french = {f"/fr{path}" for path in (piece.get_absolute_url(), told.url)}
    assert found == {*paths, told.url} | everywhere | in_french
    for path in found:
        assert client.get(path).status_code == 200, path


def test_the_site_map_keeps_to_itself_what_is_not_public(site, client):
    draft, private = site.story("Draft"), site.story("Private")
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    hidden, made_by_nobody = factories.piece(is_public=False), factories.piece()
    made_by_nobody.contributions.all().delete()
    kind = factories.category("Secret")
    kind.is_public = False
    kind.save()

    found = mapped(client)

    secrets = [draft.url, private.url, kind.get_absolute_url()]
    secrets += [hidden.get_absolute_url(), made_by_nobody.get_absolute_url()]
    assert [path for path in secrets if path in found] == []


def test_each_address_of_the_site_map_names_the_page_in_the_other_languages(site, client):
    piece = factories.piece(title_nl="Mand")

    for entry in read(client, "/sitemap-pieces-1.xml").iterfind("map:url", NAMES):
        others = {link.get("hreflang"): link.get("href") for link in entry.iterfind("html:link", NAMES)}
        path = piece.get_absolute_url()
        assert others == {code: SITE + in_language(path, code) for code in ("en", "nl")} | {"x-default": SITE + path}
        assert entry.find("map:lastmod", NAMES).text


def test_a_site_map_that_is_full_goes_on_in_another(site, client, monkeypatch):
    monkeypatch.setattr(sitemap, "PIECES_A_FILE", 2)
    for _ in range(3):
        factories.piece()

    files = [loc.text for loc in read(client, "/sitemap.xml").iterfind("map:sitemap/map:loc", NAMES)]

    assert files[1:] == [f"{SITE}/sitemap-pieces-1.xml", f"{SITE}/sitemap-pieces-2.xml"]
    assert len([path for path in mapped(client) if "/pieces/" in path and "_" in path and "category" not in path]) == 3
    assert client.get("/sitemap-pieces-3.xml").status_code == 404
    assert client.get("/sitemap-pieces-0.xml").status_code == 404


@pytest.mark.proof(24)
@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-pieces-1.xml", "/feed/stories.xml"])
def test_what_search_engines_ask_for_costs_the_same_for_one_and_for_twenty(site, client, path):
    kind = factories.category()
    group = factories.cooperative()

    def add(number: int):
        factories.piece(by=group)
        site.story()
        kind.add_child(name=f"Kind {number}", slug=f"kind-{number}").add_child(name="In it", slug="in-it")
        kind.refresh_from_db()

    add(0)
    few = queries_of(client, path)

    for number in range(1, 20):
        add(number)

    assert_same_queries(path, few, queries_of(client, path))


def test_robots_are_told_where_not_to_look_and_where_the_map_is(site, client):
    text = client.get("/robots.txt").content.decode()

    lines = text.splitlines()
    for name in ("checkout", "account", "accounts", "search"):
        assert {f"Disallow: /{name}/", f"Disallow: /fr/{name}/", f"Disallow: /nl/{name}/"} <= set(lines)
    for name in ("admin", "dashboard", "order"):
        assert f"Disallow: /{name}/" in lines
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    assert [path for path in mapped(client) if path.startswith(tuple(closed))] == []


def test_the_feed_has_the_newest_stories_first_each_with_its_picture(site, client):
    site.story("Older", told_on="2026-01-01")
    newer = site.story("Newer & <better>", told_on="2026-02-01", intro="How it was.")

    feed = read(client, "/feed/stories.xml")

    entries = feed.findall("atom:entry", NAMES)
    assert [entry.find("atom:title", NAMES).text for entry in entries] == ["Newer & <better>", "Older"]
    assert entries[0].find("atom:link", NAMES).get("href") == SITE + newer.url
    words = entries[0].find("atom:summary", NAMES).text
    assert f'<img src="{SITE}/media/' in words
    assert "How it was." in words


def test_the_feed_and_the_pages_with_stories_know_each_other(site, client):
    site.story().unpublish()

    html = client.get(site.stories.url).content.decode()

    assert '<link rel="alternate" type="application/atom+xml" title="Stories" href="/feed/stories.xml">' in html
    assert read(client, "/feed/stories.xml").findall("atom:entry", NAMES) == []


@pytest.mark.parametrize("renamed_in", ["en", "fr"])
@pytest.mark.parametrize("asked_in", ["en", "nl"])
def test_a_page_is_found_under_the_address_it_had(
    site, client, django_capture_on_commit_callbacks, renamed_in, asked_in
):
    """Whatever the language of the admin in which its address was changed."""
    site.speak()
    story = site.story("The colour of smoke")
    old = story.url
    with translation.override(renamed_in), django_capture_on_commit_callbacks(execute=True):
        story.slug = "black"
        story.save_revision().publish()
    story.refresh_from_db()

    answer = client.get(in_language(old, asked_in))

    assert answer.status_code == 301
    assert answer.headers["Location"].removeprefix("http://testserver") == in_language(story.url, asked_in)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_kind_of_pieces_is_found_under_every_address_it_had(world, client):
    kind = factories.category("Baskets").add_child(name="Lidded", slug="lidded")
    old = kind.get_absolute_url()
    for category, slug in ((kind.get_parent(), "woven"), (kind, "with-lids")):
        category.slug = slug
        category.save()
    kind.refresh_from_db()

    answer = client.get(f"/fr{old}?sort=price")

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/fr/pieces/category/with-lids_{kind.pk}/?sort=price"
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_piece_is_found_under_the_address_it_had(world, client):
    piece = factories.piece("Red vase")
    old = piece.get_absolute_url()
    piece.slug = "vermilion-vase"
    piece.save()

    answer = client.get(f"/nl{old}")

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/nl{piece.get_absolute_url()}"
