"""The pages that everybody may see: what they say, what they keep to themselves, and what they cost."""

import re

import pytest

from cms.languages import without_language
from tests import factories
from tests.queries import assert_same_queries, queries_of


@pytest.fixture
def filled(site):
    """A site with one of everything; its addresses by name."""
    group = factories.cooperative("Ibumba Pottery")
    piece = factories.piece("Red vase", by=group)
    factories.picture_of(piece)
    story, group_page, about = site.story(shows=[piece, group]), site.cooperative(group), site.standard("About us")
    return {
        "home": "/",
        "list": "/pieces/",
        "category": piece.categories.first().get_absolute_url(),
        "piece": piece.get_absolute_url(),
        "stories": site.stories.url,
        "story": story.url,
        "cooperatives": site.groups.url,
        "cooperative": group_page.url,
        "about": about.url,
        "search": "/search/?q=vase",
        "not here": "/nowhere/",
    }


def test_a_page_for_everybody_carries_nothing_of_one_visitor(filled, client):
    for name, address in filled.items():
        response = client.get(address)

        assert response.status_code == (404 if name == "not here" else 200), name
        assert not response.cookies, name
        assert "csrfmiddlewaretoken" not in response.content.decode(), name


def test_a_page_is_the_same_for_somebody_who_is_signed_in(filled, client):
    before = {name: client.get(address).content for name, address in filled.items()}

    client.force_login(factories.user("somebody@example.org"))

    for name, address in filled.items():
        assert client.get(address).content == before[name], name


def test_every_page_of_the_demo_says_that_it_is_one(filled, client):
    for name, address in filled.items():
        html = client.get(address).content.decode()

        assert "A demonstration: the people and cooperatives are invented" in html, name


def test_no_page_needs_a_style_or_script_of_its_own(filled, client):
    for name, address in filled.items():
        html = client.get(address).content.decode()

        assert " style=" not in html, name
        assert "<style" not in html, name
        assert " onclick=" not in html, name
        modules, data = html.count('<script type="module" src='), html.count('<script type="application/ld+json">')
        assert html.count("<script") == modules + data, name


def test_every_picture_says_how_large_it_is_and_what_it_shows(filled, client):
    for name, address in filled.items():
        html = client.get(address).content.decode()

        for tag in [part.split(">")[0] for part in html.split("<img")[1:]]:
            assert all(attribute in tag for attribute in ("width=", "height=", "alt=")), (name, tag)


def test_a_page_has_one_heading_of_the_first_rank_and_one_main_part(filled, client):
    for name, address in filled.items():
        html = client.get(address).content.decode()

        assert (html.count("<h1"), html.count("<main")) == (1, 1), name


def test_every_address_on_a_page_leads_somewhere(filled, client):
    for name, address in filled.items():
        html = client.get(address).content.decode()

        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', html))
        assert links
        for link in {link.replace("&amp;", "&") for link in links}:
            is_itself = without_language(link) == address
            assert is_itself or client.get(link).status_code in (200, 302), (name, link)


def test_nobody_is_named_who_did_not_say_so(site, client):
    group = factories.cooperative()
    silent, named = factories.artisan(group), factories.artisan(group, is_named=True)
    piece = factories.piece(by=group)
    piece.artisans.set([silent, named])
    page = site.cooperative(group)

    for address in (piece.get_absolute_url(), page.url):
        html = client.get(address).content.decode()
        assert named.person.full_name in html
        assert silent.person.full_name + "<" not in html


def test_the_home_page_shows_what_is_new_and_can_be_bought(site, client):
    factories.piece("Sold basket", stock=0)
    factories.piece("New basket")

    html = client.get("/").content.decode()

    assert "New basket" in html
    assert "Sold basket" not in html


def test_the_home_page_explains_the_price_of_the_chosen_piece(site, client):
    group = factories.cooperative("Ibumba Pottery", commission_bp=2000)
    site.home.example = factories.piece("Red vase", by=group, prices={"EUR": "100.00"})
    site.home.save()

    html = client.get("/").content.decode()

    assert "€80.00" in html
    assert "€20.00" in html


def test_a_cooperative_shows_on_the_map_where_it_is(site, client):
    page = site.cooperative(factories.cooperative(district="Musanze"))

    html = client.get(page.url).content.decode()

    assert 'aria-label="Map of Rwanda with Musanze"' in html


@pytest.mark.proof(24)
def test_lists_of_pages_cost_the_same_for_one_and_for_twenty(site, client):
    def add():
        group = factories.cooperative()
        factories.picture_of(factories.piece(by=group))
        site.cooperative(group)
        site.story(shows=[group])

    addresses = ["/", site.stories.url, site.groups.url, "/search/?q=story", "/search/?q=huye"]
    add()
    few = {address: queries_of(client, address) for address in addresses}

    for _ in range(19):
        add()

    for address in addresses:
        assert_same_queries(address, few[address], queries_of(client, address))


@pytest.mark.proof(24)
def test_the_page_of_a_cooperative_costs_the_same_for_one_piece_and_for_twenty(site, client):
    group = factories.cooperative()
    page = site.cooperative(group)

    def add():
        piece = factories.piece(by=group)
        factories.picture_of(piece)
        site.story(shows=[piece])
        factories.artisan(group, is_named=True)

    add()
    few = queries_of(client, page.url)

    for _ in range(19):
        add()

    assert_same_queries(page.url, few, queries_of(client, page.url))
