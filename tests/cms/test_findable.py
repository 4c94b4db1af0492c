"""What a page says of itself to search engines and to those who pass it on."""

import html as markup
import json
import re
from decimal import Decimal

import pytest
from django.conf import settings

from cms import structured_data
from cms.languages import in_language
from cms.templatetags.findable import DESCRIPTION, TITLE
from shop.catalogue.models import Colour, Material
from shop.market import Market
from tests import factories

SITE = settings.BASE_URL


def head(client, address: str) -> str:
    return client.get(address).content.decode().partition("</head>")[0]


def said(html: str, name: str) -> list[str]:
    """The contents of the meta elements of this name or property."""
    return [markup.unescape(text) for text in re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)"', html)]


def title(html: str) -> str:
    return markup.unescape(re.search("<title>(.*?)</title>", html, re.S)[1])


def links(html: str, kind: str) -> list[str]:
    return [markup.unescape(url) for url in re.findall(rf'<link rel="{kind}"[^>]*href="([^"]*)"', html)]


def data(html: str) -> dict[str, dict]:
    """The nodes of the structured data, by their type."""
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return {node["@type"]: node for node in json.loads(block)["@graph"]}


@pytest.fixture
def public(site):
    """The addresses that a search engine shall show, with names of everyday length."""
    group = factories.cooperative("Ibumba Pottery", summary="Nineteen potters in Muhanga.")
    other = factories.cooperative("Umuriro Potters", summary="They fire in a pit.")
    pieces = [factories.piece("Red vase", by=by, summary=f"Red, by {by}.") for by in (group, other)]
    factories.picture_of(pieces[0])
    pages = [
        site.story("The colour of smoke", intro="A pot that was black.", shows=[pieces[0]]),
        site.story("Four baths of indigo", intro="How blue is made."),
        site.cooperative(group),
        site.cooperative(other),
        site.standard("About us", intro="Who we are."),
        site.standard("Contact", body=[{"type": "text", "value": "<p>Write to us.</p>"}]),
    ]
    return [
        "/",
        "/pieces/",
        pieces[0].categories.get().get_absolute_url(),
        *(piece.get_absolute_url() for piece in pieces),
        site.stories.url,
        site.groups.url,
        *(page.url for page in pages),
    ]


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_no_two_public_pages_have_a_title_or_a_description_in_common(public, client, language):
    heads = [head(client, in_language(address, language)) for address in public]
    titles, descriptions = [title(html) for html in heads], [said(html, "description") for html in heads]

    assert len(set(titles)) == len(public)
    assert all(len(words) == 1 for words in descriptions)
    assert len({words[0] for words in descriptions}) == len(public)
    assert [words for words in titles if len(words) > TITLE] == []
    assert [words for [words] in descriptions if not 0 < len(words) <= DESCRIPTION] == []


def test_a_long_title_leaves_out_the_shops_name_and_a_long_description_breaks_no_word(site, client):
    piece = factories.piece("A vase whose name takes all the room that a title may have", summary="Words " * 42)

    html = head(client, piece.get_absolute_url())

    assert title(html) == piece.title
    [words] = said(html, "description")
    assert words.endswith("Words …")
    assert len(words) <= DESCRIPTION


CODES = [code for code, _name in settings.LANGUAGES]


def alternates(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', html))


def test_a_page_that_is_ours_alone_names_its_addresses_in_all_languages(public, client):
    for code in CODES:
        html = head(client, in_language("/pieces/", code))

        assert links(html, "canonical") == [SITE + in_language("/pieces/", code)]
        assert alternates(html) == {other: SITE + in_language("/pieces/", other) for other in CODES} | {
            "x-default": f"{SITE}/pieces/"
        }


def test_what_nobody_has_translated_is_the_english_page_to_a_search_engine(site, public, client):
    site.speak()

    for path in public:
        if path != "/pieces/":
            for code in CODES:
                html = head(client, in_language(path, code))
                assert links(html, "canonical") == [SITE + path], (path, code)
                assert alternates(html) == {"en": SITE + path, "x-default": SITE + path}, (path, code)


def test_a_page_names_its_addresses_in_the_languages_it_is_translated_into(site, client):
    story, piece = site.story("The colour of smoke"), factories.piece(title_fr="Vase rouge")
    site.speak()
    site.translate(story, "fr", title="La couleur de la fumée", intro="Comment c’était.", body="Une fois.")

    for path in (story.url, piece.get_absolute_url()):
        for code, own in (("en", path), ("fr", f"/fr{path}"), ("nl", path)):
            html = head(client, in_language(path, code))
            assert links(html, "canonical") == [SITE + own], code
            assert alternates(html) == {"en": SITE + path, "fr": f"{SITE}/fr{path}", "x-default": SITE + path}, code


@pytest.mark.parametrize("asked", ["?colour=red", "?sort=price", "?in_stock=1&page=2", "?minimum=4"])
def test_a_narrowed_list_points_to_the_whole_one_and_is_not_kept(site, client, asked):
    html = head(client, "/pieces/" + asked)

    assert links(html, "canonical") == [f"{SITE}/pieces/"]
    assert said(html, "robots") == ["noindex"]


def test_the_second_page_of_a_list_is_its_own_and_the_first_has_no_number(site, client):
    group = factories.cooperative()
    for _ in range(25):
        factories.piece(by=group)

    second, first = head(client, "/pieces/?page=2"), head(client, "/pieces/?page=1")

    assert links(second, "canonical") == [f"{SITE}/pieces/?page=2"]
    assert "page 2" in title(second)
    assert links(first, "canonical") == [f"{SITE}/pieces/"]
    assert said(second, "robots") == []


def test_a_tag_of_somebodys_campaign_makes_no_other_page(site, client):
    html = head(client, "/pieces/?utm_source=letter")

    assert links(html, "canonical") == [f"{SITE}/pieces/"]
    assert said(html, "robots") == []


@pytest.mark.parametrize("path", ["/search/?q=vase", "/accounts/login/", "/nowhere/"])
def test_what_is_for_nobody_else_is_not_for_search_engines(site, client, path):
    html = head(client, path)

    assert said(html, "robots") == ["noindex"]
    assert links(html, "canonical") == []


def test_a_piece_is_passed_on_with_its_own_picture_and_other_pages_with_the_drawn_card(site, client):
    piece, bare = factories.piece(), factories.piece()
    factories.picture_of(piece, title="A pot beside a window", size=(1600, 800))

    with_picture, without = head(client, piece.get_absolute_url()), head(client, bare.get_absolute_url())

    [url] = said(with_picture, "og:image")
    assert url.startswith(f"{SITE}/media/")
    assert url.endswith((".jpg", ".jpeg"))
    assert said(with_picture, "og:image:alt") == ["A pot beside a window"]
    assert int(said(with_picture, "og:image:width")[0]) >= 1200
    assert said(without, "og:image") == [f"{SITE}/static/cms/img/social-card.png"]
    for html in (with_picture, without):
        assert said(html, "og:title")
        assert said(html, "og:description")
        assert said(html, "og:url") == links(html, "canonical")
        assert said(html, "og:type") == ["product"]
        assert said(html, "twitter:card") == ["summary_large_image"]


def test_a_piece_tells_machines_what_it_is_what_it_costs_here_and_how_it_travels(site, client):
    piece = factories.piece(
        "Red vase",
        by=factories.cooperative("Ibumba Pottery"),
        prices={"EUR": "40.00", "RWF": "52000"},
        summary="Red.",
        height_cm=Decimal("20.5"),
    )
    piece.materials.add(Material.objects.create(name="Earthenware", slug="earthenware"))
    piece.colours.add(Colour.objects.create(name="Red", slug="red", swatch="#a3352a"))
    factories.picture_of(piece)

    told = data(head(client, piece.get_absolute_url()))["Product"]

    assert told["name"] == "Red vase"
    assert told["brand"] == [{"@type": "Brand", "name": "Ibumba Pottery"}]
    assert (told["material"], told["color"]) == (["Earthenware"], "Red")
    assert told["height"]["value"] == 20.5
    assert told["sku"] == f"P{piece.pk}"
    assert told["image"][0].startswith(f"{SITE}/media/")
    offer = told["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("40.00", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["url"] == SITE + piece.get_absolute_url()
    shipping = offer["shippingDetails"]
    assert (shipping["shippingRate"]["value"], shipping["shippingDestination"]["addressCountry"]) == ("12.00", "BE")
    assert shipping["deliveryTime"]["transitTime"]["maxValue"] == 21


def test_the_price_told_to_machines_is_that_of_the_pages_market(site, client):
    piece = factories.piece(prices={"EUR": "40.00", "RWF": "52000"})
    client.cookies["market"] = str(Market("RW", "RWF"))

    offer = data(head(client, piece.get_absolute_url()))["Product"]["offers"]

    assert (offer["price"], offer["priceCurrency"]) == ("52000", "RWF")


@pytest.mark.parametrize(
    ("fields", "availability"),
    [({"stock": 0}, "OutOfStock"), ({"stock": 0, "is_one_of_a_kind": True}, "SoldOut"), ({"stock": 1}, "InStock")],
)
def test_whether_a_piece_can_be_bought_is_told_as_it_is(site, client, fields, availability):
    piece = factories.piece(**fields)

    offer = data(head(client, piece.get_absolute_url()))["Product"]["offers"]

    assert offer["availability"] == f"https://schema.org/{availability}"


def test_a_piece_that_is_not_sold_here_makes_no_offer(site, client):
    piece = factories.piece(prices={"USD": "40.00"})

    assert "offers" not in data(head(client, piece.get_absolute_url()))["Product"]


def test_nothing_written_by_staff_ends_the_data_or_begins_a_script(site, client):
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    piece = factories.piece(f"Pot {evil}", by=factories.cooperative(f"Potters {evil}", slug="potters"), summary=evil)

    html = head(client, piece.get_absolute_url())

    assert "alert(1)</script>" not in html
    assert data(html)["Product"]["name"] == piece.title
    assert "</script" not in structured_data.script({"name": evil})[:-9]


def test_the_home_page_says_who_we_are_and_how_to_search(site, client):
    told = data(head(client, "/fr/"))

    assert told["Organization"]["url"] == f"{SITE}/"
    assert told["WebSite"]["inLanguage"] == "fr"
    search = told["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert search == f"{SITE}/fr/search/?q={{search_term_string}}"
    assert client.get(search.removeprefix(SITE)).status_code == 200


def test_a_story_is_an_article_of_the_organisation(site, client):
    story = site.story("The colour of smoke", intro="A pot that was black.")

    told = data(head(client, story.url))

    assert told["Article"]["headline"] == "The colour of smoke"
    assert told["Article"]["datePublished"] == story.told_on.isoformat()
    assert told["Article"]["author"]["@id"] == told["Organization"]["@id"]


def test_the_way_told_to_machines_is_the_one_on_the_page(public, client):
    for path in public[1:]:
        page = client.get(path).content.decode()
        crumbs = re.search(r'<ol class="breadcrumb__list">(.*?)</ol>', page, re.S)[1]
        shown = re.findall(r'class="breadcrumb__(?:link|here)"[^>]*>([^<]*)<', crumbs)

        told = data(page.partition("</head>")[0])["BreadcrumbList"]["itemListElement"]

        assert [step["name"] for step in told] == [markup.unescape(words) for words in shown], path
        assert told[-1]["item"] == SITE + path


def test_a_list_tells_its_pieces_in_their_order(site, client):
    first, second = factories.piece(), factories.piece()

    told = data(head(client, "/nl/pieces/"))["ItemList"]["itemListElement"]

    assert [row["url"] for row in told] == [
        SITE + in_language(piece.get_absolute_url(), "nl") for piece in (second, first)
    ]
