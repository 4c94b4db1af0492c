"""The five steps in which a leader tells of a piece, and which answer belongs to which."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Step:
    """`code` is in its address. `asks` are the fields of the submission that it fills in."""

    code: str
    title: str
    asks: tuple[str, ...]


SIZES = ("shape", "height_cm", "width_cm", "depth_cm", "diameter_cm")

STEPS = (
    Step("what", _("What is it?"), ("kind", "title")),
    Step("photos", _("Photos"), ()),
    Step("size", _("How big is it?"), (*SIZES, "weight_grams")),
    Step("price", _("The price"), ("price_rwf", "price_is_meant")),
    Step("who", _("How many, and who made it?"), ("is_one_of_a_kind", "quantity", "artisans", "words")),
)
BY_CODE = {step.code: step for step in STEPS}

# What staff can ask to be changed: what the leader sees as one question each, with the step where it is asked.
QUESTIONS = {
    "kind": ("what", _("What it is")),
    "title": ("what", _("Its name")),
    "photos": ("photos", _("Photos")),
    "size": ("size", _("Size")),
    "weight_grams": ("size", _("Weight")),
    "price_rwf": ("price", _("Price")),
    "quantity": ("who", _("How many")),
    "artisans": ("who", _("Who made it")),
    "words": ("who", pgettext_lazy("a piece", "About it")),
}


def question_of(field: str) -> str:
    """The question that a field of the submission is part of the answer to."""
    if field in SIZES:
        return "size"
    return {"price_is_meant": "price_rwf", "is_one_of_a_kind": "quantity"}.get(field, field)


def step_after(code: str) -> Step | None:
    place = STEPS.index(BY_CODE[code])
    return STEPS[place + 1] if place + 1 < len(STEPS) else None
