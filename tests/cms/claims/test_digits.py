"""Which digits of a text a reader would take for a claim."""

import time

import pytest

from cms.claims.digits import figures, without_claim


def texts(text: str) -> list[str]:
    return [figure.text for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We trained 120 people.", ["120 people"]),
        ("Over 11,000 were helped", ["11,000 were"]),
        ("plus de 11 000 personnes", ["11 000 personnes"]),
        ("meer dan 11.000 mensen", ["11.000 mensen"]),
        ("25,000 to 30,000 people", ["25,000 people", "30,000 people"]),
        ("40 hectares of land", ["40 hectares"]),
        ("12.5 hectares", ["12.5 hectares"]),
        ("80 % of members", ["80 %"]),
        ("3% of them", ["3%"]),
        ("2 million people", ["2 million"]),
        ("The fair brought in €4,000.", ["€ 4,000"]),
        ("at least 200 Rwandan francs", ["200 Rwandan"]),
        ("They earned RWF 500,000 together", ["RWF 500,000"]),
        ("300 goats and 80 piglets", ["300 goats", "80 piglets"]),
        ("ihene 300", ["300"]),
    ],
)
def test_counts_of_people_animals_money_and_land_are_claims(text, found):
    assert texts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Since 2012 she has woven.",
        "on 12 March 2024 and on March 12",
        "le 12 mars, op 12 maart, 12 werurwe",
        "2024-03-12, 12/03/2024, 12.03.2024",
        "at 10:30 or 14h30",
        "a basket 31 cm tall, 24 x 31 cm",
        "It weighs 800 g and holds 15 litres.",
        "It costs €48 or RWF 52,000.",
        "48 EUR, $44.00",
        "step 12 of the process, page 14",
        "four baths, 3 goats",
        "She has woven for 22 years.",
        "fired at 950 °C for 12 hours",
        "Law 058/2021, directive 84/500/EEC",
        "SDG 16",
        "in the 21st century, the 1990s",
        "call +250 788 123 456 or 0788123456x",
        "KN 14 Ave",
        "It takes 10 to 30 days, or 10–12 hours.",
        "https://example.org/12345",
        "“No digits at all.”",
        "",
    ],
)
def test_years_dates_sizes_prices_and_steps_are_none(text):
    assert texts(text) == []


def test_a_figure_that_a_claim_on_the_page_says_is_not_pointed_out():
    text = "More than 300 goats, and 80 piglets, and 12 cows."

    assert [figure.text for figure in without_claim(text, ["Over 300", "80"])] == ["12 cows"]


@pytest.mark.parametrize("claimed", ["11,000", "11 000", "11.000", "11\u202f000"])
def test_the_same_figure_is_known_however_its_thousands_are_written(claimed):
    assert without_claim("Over 11,000 people", [claimed]) == []


def test_each_figure_is_pointed_out_once():
    assert texts("14 potters here, 14 potters there") == ["14 potters"]


def test_a_very_long_text_is_read_in_no_time():
    text = "14 potters and 1,200 baskets in 2024, 31 cm tall; " * 4000
    began = time.perf_counter()

    found = texts(text)

    assert found == ["14 potters", "1,200 baskets"]
    assert time.perf_counter() - began < 3
