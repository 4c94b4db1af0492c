"""Figures that somebody typed into a text, and that no entry of the claims register stands for.

Which digits matter: counts of people, animals, money, land, shares of a whole. Which do not: years and dates, times, sizes and
weights of pieces, prices, steps of a process, numbers below ten, and the digits of a law, a telephone or an address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,’']\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_FIGURE = re.compile(rf"(?<![\w.,/:-])(?P<number>{NUMBER})(?P<percent>\s*(?:%|‰))?(?![\w/:]|[.,-]\d)")
# Telephone numbers and addresses.
_NO_FIGURES = re.compile(r"\+\d[\d\s\u00a0-]{6,}\d|\b(?:https?://|www\.)\S+|\S+@\S+")
YEAR = re.compile(r"1[89]\d\d|20\d\d")
MONTHS = (
    "january february march april may june july august september october november december "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "januari februari maart mei juni juli augustus oktober "
    "mutarama gashyantare werurwe mata gicurasi kamena nyakanga kanama nzeri ukwakira ugushyingo ukuboza"
).split()
MEASURES = (
    "cm mm m km kg g l ml °c °f ° degrees degrés graden centimetres centimeters centimètres centimeter metres meters mètres meter "
    "kilometres kilometers kilomètres kilometer grams grammes gram kilos kilo kilograms kilogrammes litres liters liter "
    "hours hour heures heure uur uren minutes minute minuten minuut days day jours jour dagen dag weeks week semaines semaine weken "
    "months mois maanden o'clock am pm h min year years an ans jaar jaren "
    "baths bains rows rangs rijen coils knots strands stitches layers"
).split()
MANY = "million millions billion billions thousand mille milliers miljoen miljard duizend miliyoni".split()
# From where on an amount is no price of a piece any more.
PRICES_END = {
    "€": 1_000,
    "$": 1_000,
    "£": 1_000,
    "eur": 1_000,
    "usd": 1_000,
    "gbp": 1_000,
    "rwf": 100_000,
    "frw": 100_000,
}
# The second number of a range: what it counts, the first one counts, too.
RANGE = re.compile(rf"\s*(?:-|–|to|and|or|à|et|ou|tot|en|of|kugeza|na)\s*(?:{NUMBER})", re.IGNORECASE)
MONEY_BEFORE = re.compile(r"(€|\$|£|\b(?:eur|usd|gbp|rwf|frw))\s*$", re.IGNORECASE)
BEFORE = re.compile(
    r"\b(?:no|n°|nr|nº|law|loi|wet|article|art|directive|regulation|step|étape|stap|page|p|size|maat|"
    r"chapter|kn|bp|box|sdg|odd|age|aged|à l'âge de)\.?\s*$",
    re.IGNORECASE,
)
SMALL = 10
# How far around a figure is looked for what it counts.
NEAR = 40


@dataclass(frozen=True)
class Figure:
    """A figure as it was typed, with the word that follows it."""

    text: str
    number: float


def figures(text: str) -> list[Figure]:
    """The figures in a text that a reader would take for a claim, each once."""
    text = _NO_FIGURES.sub(lambda match: " " * len(match[0]), text)
    found = [figure for match in _FIGURE.finditer(text) if (figure := _figure(match, text)) is not None]
    return list(dict.fromkeys(found))


def without_claim(text: str, claimed: Iterable[str]) -> list[Figure]:
    """Those that none of these claims (their figures as written) says."""
    known = {_value(match["number"]) for value in claimed for match in _FIGURE.finditer(value)}
    return [figure for figure in figures(text) if figure.number not in known]


def _figure(match: re.Match, text: str) -> Figure | None:
    number = match["number"]
    before, after = text[max(0, match.start() - NEAR) : match.start()], text[match.end() : match.end() + NEAR]
    if further := RANGE.match(after):
        after = after[further.end() :]
    following = re.match(r"[\s\u00a0-]*([^\W\d]+[’']?[^\W\d]*|[°€$£])", after)
    word = following[1] if following else ""
    value = _value(number)
    if match["percent"]:
        return Figure(match[0].strip(), value)
    if word.casefold() in MANY:
        return Figure(f"{number} {word}", value)
    money = MONEY_BEFORE.search(before)
    if currency := (money[1] if money else word if word.casefold() in PRICES_END else ""):
        written = f"{currency} {number}" if money else f"{number} {currency}"
        return Figure(written, value) if value >= PRICES_END[currency.casefold()] else None
    if value < SMALL or _is_of_the_calendar(number, word, before) or BEFORE.search(before):
        return None
    if word.casefold() in MEASURES or re.match(r"\s*[x×]\s*\d", after) or re.search(r"\d\s*[x×]\s*$", before):
        return None
    return Figure(f"{number} {word}".strip(), value)


def _is_of_the_calendar(number: str, word: str, before: str) -> bool:
    """A year, or a day of a month."""
    if YEAR.fullmatch(number):
        return True
    last = re.search(r"(\w+)\W*$", before)
    return word.casefold() in MONTHS or (bool(last) and last[1].casefold() in MONTHS and len(number) <= 2)


def _value(number: str) -> float:
    """Its value, whichever way thousands and decimals are written."""
    if re.fullmatch(r"\d{1,3}(?:[ \u00a0\u202f.,’']\d{3})+", number):
        return float(re.sub(r"\D", "", number))
    return float(number.replace(",", "."))
