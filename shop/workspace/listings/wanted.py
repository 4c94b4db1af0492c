"""“We want to get so much”: the price that gives it, for a page without scripts. With them the phone does the same sum."""

from django import forms
from django.http import QueryDict

from shop.workspace.listings.answers import Whole
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pricing import MOST, rule_for

FIELD = "they_get"


def wanted_price(posted: QueryDict, submission: Submission) -> QueryDict:
    """The posted answers, with the price that belongs to what they want to get, if that is what they changed."""
    wanted, typed = _read(posted.get(FIELD)), posted.get("price_rwf", "").strip()
    price = _read(typed)
    if wanted is None or (typed and (price is None or price != submission.price_rwf)):
        return posted
    rule = rule_for(cooperative=submission.cooperative, kind=submission.kind, product=submission.product)
    if price is not None and rule.they_get(price) == wanted:
        return posted
    answered = posted.copy()
    answered["price_rwf"] = str(rule.price_for(wanted) or "")
    return answered


def _read(text: str | None) -> int | None:
    try:
        amount = Whole().clean(text or "0")
    except forms.ValidationError:
        return None
    return amount if 0 < amount <= MOST else None
