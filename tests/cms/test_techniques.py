"""How things are made: steps, tools and materials; and the ways to pieces, groups and stories, and back."""

import pytest

from cms.models import TechniquePage
from shop.catalogue.models import Material
from tests import factories
from tests.queries import assert_same_queries, queries_of

STEPS = [
    {"type": "step", "value": {"name": "Dig", "text": "In the dry season."}},
    {"type": "step", "value": {"name": "Rest", "text": ""}},
]


def html_of(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def material(name: str) -> Material:
    return Material.objects.create(name=name, slug=name.lower())


def test_a_technique_tells_its_steps_in_order_and_to_machines_too(site, client):
    page = site.technique("Clay", steps=STEPS)

    html = html_of(client, page)

    assert html.index(">Dig<") < html.index(">Rest<")
    assert '"@type":"HowTo"' in html
    assert '"position":2,"name":"Rest"' in html


def test_each_tool_stands_with_what_it_is_for(site):
    page = site.technique(tools="awl: opens the coil\n\na knife\n")

    assert page.tools_needed == [("awl", "opens the coil"), ("a knife", "")]


def test_materials_lead_to_the_pieces_made_of_them(site, client):
    html = html_of(client, site.technique(materials=[material("Sisal")]))

    assert 'href="/pieces/?material=sisal"' in html


def test_pieces_are_made_in_a_way_that_their_words_name(site, client):
    coiled = factories.piece("Basket", technique="Coiled and stitched by hand")
    factories.piece("Bowl", technique="thrown and glazed")
    page = site.technique(words="knotted, coiled")

    html = html_of(client, page)

    assert coiled.get_absolute_url() in html
    assert "Bowl" not in html
    assert list(TechniquePage.objects.making(coiled)) == [page]


def test_pieces_of_its_kinds_are_made_in_a_way_unless_they_are_of_other_stuff(site, client):
    clay, sisal, bowls = material("Clay"), material("Sisal"), factories.category("Bowls")
    of_clay, woven = factories.piece("Clay bowl", category=bowls), factories.piece("Woven bowl", category=bowls)
    of_clay.materials.add(clay)
    woven.materials.add(sisal)
    page = site.technique(categories=[bowls], materials=[clay])

    html = html_of(client, page)

    assert "Clay bowl" in html
    assert "Woven bowl" not in html
    assert list(TechniquePage.objects.making(of_clay)) == [page]
    assert list(TechniquePage.objects.making(woven)) == []


def test_a_technique_without_words_or_kinds_claims_no_piece(site, client):
    piece = factories.piece("Basket", technique="coiled")
    page = site.technique()

    assert piece.get_absolute_url() not in html_of(client, page)
    assert list(TechniquePage.objects.making(piece)) == []


def test_a_piece_leads_to_how_it_was_made(site, client):
    piece = factories.piece(technique="coiled")
    page = site.technique("The agaseke coil", words="coiled")

    html = client.get(piece.get_absolute_url()).content.decode()

    assert f'href="{page.url}"' in html


def test_groups_and_stories_are_found_from_the_technique_and_it_from_them(site, client):
    technique = site.technique("The coil")
    group = site.cooperative(factories.cooperative(), techniques=[technique])
    story = site.story(techniques=[technique])

    html = html_of(client, technique)

    assert f'href="{group.url}"' in html
    assert f'href="{story.url}"' in html
    for page in (group, story):
        assert f'href="{technique.url}"' in html_of(client, page)


def test_a_technique_taken_offline_is_named_nowhere(site, client):
    technique = site.technique("The coil", words="coiled")
    piece, story = factories.piece(technique="coiled"), site.story(techniques=[technique])

    technique.unpublish()

    for address in (piece.get_absolute_url(), story.url, site.stories.url):
        assert ">The coil<" not in client.get(address).content.decode()


def test_techniques_cost_the_same_whatever_there_is_of_them(site, client):
    first = site.technique(words="coiled", steps=STEPS)
    piece = factories.piece(technique="coiled")
    addresses = (first.url, first.get_parent().url, piece.get_absolute_url())

    def add():
        factories.picture_of(factories.piece(technique="coiled", by=factories.cooperative()))
        site.cooperative(factories.cooperative(), techniques=[first])
        site.story(techniques=[first])
        site.technique(words="coiled")

    add()
    for address in addresses:
        client.get(address)
    few = {address: queries_of(client, address) for address in addresses}

    for _ in range(4):
        add()

    for address in addresses:
        assert_same_queries(address, few[address], queries_of(client, address))


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "</script><b>", "\"'><img src=x onerror=alert(1)>"])
def test_whatever_is_typed_into_a_technique_is_text(site, client, evil):
    step = {"type": "step", "value": {"name": evil, "text": evil}}

    page = site.technique("Plain", intro=evil, tools=f"{evil}: {evil}", words=evil, steps=[step])

    for address in (page.url, page.get_parent().url):
        assert evil not in client.get(address).content.decode()
