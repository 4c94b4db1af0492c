"""Digits in a text that no figure of the register stands for: pointed out in the editor, never forbidden."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.blocks.walk import walk
from cms.claims.digits import without_claim
from cms.claims.models import Claim
from cms.editor_notes import Note, bodies, passages


def notes_of(page: Page) -> Iterator[Note]:
    claimed = [words for claim in claims_of(page) for words in _figures_of(claim)]
    for passage in passages(page):
        found = [] if passage.is_quoted else without_claim(passage.text, claimed)
        if found:
            figures = ", ".join(f"“{figure.text}”" for figure in found)
            yield Note(
                _("Figures"),
                _(
                    "%(figures)s: who says so, and when? Choose the figure from the claims register, or say it without digits."
                )
                % {"figures": figures},
                passage.where,
            )


def claims_of(page: Page) -> list[Claim]:
    """What was chosen from the register anywhere on a page."""
    return [value for body in bodies(page) for _block, value, _where in walk(body) if isinstance(value, Claim)]


def _figures_of(claim: Claim) -> list[str]:
    return [claim.value, claim.statement, claim.period, claim.population, claim.doubt]
