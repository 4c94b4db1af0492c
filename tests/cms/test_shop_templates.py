"""What the shop's own pages say: a sold piece at once, a mail the same in text and HTML, a size beside a mug."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cms.size_drawing import draw
from cms.templatetags.cms_tags import money
from shop.catalogue.models import Product
from tests import factories


def words_of(html: str) -> list[str]:
    body = re.sub(r"<title>.*?</title>|<style>.*?</style>|<[^>]+>", " ", html, flags=re.S)
    return sorted(set(re.findall(r"[\w.€]+", body)) - {"lang", "doctype"})


def test_a_sold_out_piece_says_so_at_once_and_offers_others_before_its_description(site, client):
    group = factories.cooperative()
    gone = factories.piece("Old basket", by=group, stock=0, summary="Round.", description="A long description.")
    factories.piece("Other basket", by=group)

    html = client.get(gone.get_absolute_url()).content.decode()

    assert "Sold out for now" in html
    assert "Add to basket" not in html
    assert html.index("Sold out for now") < html.index("Other basket") < html.index("A long description.")


def test_the_only_one_of_its_kind_is_called_sold_when_it_is_gone(site, client):
    gone = factories.piece(stock=0, is_one_of_a_kind=True)

    assert "Sold. There was only this one." in client.get(gone.get_absolute_url()).content.decode()


def test_a_piece_says_what_each_cooperative_made_of_it_and_gets_for_it(site, client):
    potters, weavers = factories.cooperative("Potters"), factories.cooperative("Weavers")
    piece = factories.piece(by={potters: 3, weavers: 1}, prices={"EUR": "100.00"})

    html = client.get(piece.get_absolute_url()).content.decode()

    assert "€60.00" in html
    assert "€20.00" in html


def test_a_description_is_text_even_if_somebody_put_markup_into_it(site, client):
    piece = factories.piece(description="<script>alert(1)</script><p>Red.</p>", summary="<img src=x onerror=alert(1)>")

    html = client.get(piece.get_absolute_url()).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("kind", ["paid", "refunded"])
def test_a_mail_says_the_same_in_text_and_in_html(site, kind):
    order = factories.order(factories.piece("Vase & plate"))
    context = {
        "order": order,
        "lines": order.lines.all(),
        "order_url": "https://shop.example/order/abc/",
        "shop_name": "Ubukorikori",
        "is_demo": True,
    }

    text = render_to_string(f"emails/order_{kind}.txt", context)
    html = render_to_string(f"emails/order_{kind}.html", context)

    assert words_of(html.replace("&amp;", "&")) == words_of(text)
    assert "Vase & plate" in text
    assert order.number in text


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [("en", "EUR", "€1,234.50"), ("fr", "EUR", "1 234,50 €"), ("nl", "EUR", "€ 1.234,50"), ("en", "RWF", "RWF 1,235")],
)
def test_a_price_is_written_as_people_of_that_language_write_it(language, currency, written):
    with translation.override(language):
        text = money(1234.5 if currency == "EUR" else 1235, currency)

    assert re.sub(r"\s", " ", text) == written


def test_a_tall_piece_is_drawn_standing_and_a_flat_one_round():
    pot = draw(Product(height_cm=30, diameter_cm=17))
    plateau = draw(Product(height_cm=3, diameter_cm=35))

    assert (pot.is_round, pot.height, pot.width) == (False, 30, 17)
    assert (plateau.is_round, plateau.height, plateau.width) == (True, 35, 35)


@pytest.mark.parametrize(
    ("kind", "measures", "is_round", "beside"),
    [
        ("basket", {"height_cm": 28, "diameter_cm": 19}, False, "mug"),
        ("plateau", {"height_cm": 3, "diameter_cm": 35}, True, "mug"),
        ("tray", {"height_cm": 5, "diameter_cm": 31}, True, "mug"),
        ("hanging", {"height_cm": 40, "width_cm": 27}, False, "mug"),
        ("vase", {"height_cm": 30, "diameter_cm": 17}, False, "mug"),
        ("bowl", {"height_cm": 9, "diameter_cm": 24}, False, "mug"),
        ("small bowl", {"height_cm": 10, "diameter_cm": 15}, False, "hand"),
        ("mug", {"height_cm": 9, "diameter_cm": 10}, False, "hand"),
        ("cooking pot", {"height_cm": 19, "diameter_cm": 24}, False, "mug"),
        ("box", {"height_cm": 12, "width_cm": 30, "depth_cm": 20}, False, "mug"),
    ],
)
def test_every_kind_is_drawn_to_scale_inside_its_box(kind, measures, is_round, beside):
    drawing = draw(Product(**measures))

    assert drawing.is_round == is_round
    assert beside in drawing.beside
    assert drawing.box_width >= drawing.width + drawing.beside_size[0]
    assert drawing.box_height >= max(drawing.height, drawing.beside_size[1])


def test_a_piece_that_nobody_measured_is_not_drawn():
    assert draw(Product()) is None
