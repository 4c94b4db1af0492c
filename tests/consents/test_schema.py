"""Nothing can be recorded of anybody's ethnicity, origin, belief, health or standing: there is no field and no choice for it.

In Rwanda it is unlawful and unwelcome. The words are looked for in the names, labels and choices of every field of our models,
in the four languages of the site.
"""

import re
import unicodedata
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import models

FORBIDDEN = {
    # en
    "ethnic", "ethnicity", "tribe", "tribal", "race", "racial", "caste", "clan", "ancestry", "religion", "religious",
    "faith", "church", "health", "illness", "disease", "diagnosis", "hiv", "wealth", "poor", "poverty", "ubudehe",
    "marginalised", "marginalized", "indigenous", "pygmy", "batwa", "twa", "hutu", "tutsi", "refugee", "returnee",
    # fr
    "ethnie", "ethnique", "tribu", "origine", "religieux", "religieuse", "eglise", "sante", "maladie", "pauvre",
    "pauvrete", "autochtone", "pygmee", "refugie",
    # nl
    "etniciteit", "etnisch", "stam", "afkomst", "ras", "geloof", "godsdienst", "kerk", "gezondheid", "ziekte", "arm",
    "armoede", "inheems", "vluchteling",
    # rw
    "ubwoko", "ubwenegihugu", "idini", "itorero", "indwara", "ubuzima", "umukene", "ubukene", "impunzi", "abatwa",
    "umutwa", "abahutu", "umuhutu", "abatutsi", "umututsi", "amateka",
}  # fmt: skip
FORBIDDEN_PAIRS = {
    ("social", "status"), ("social", "category"), ("social", "origin"), ("ethnic", "origin"), ("economic", "status"),
    ("statut", "social"), ("origine", "sociale"), ("sociale", "status"), ("icyiciro", "ubudehe"),
}  # fmt: skip
# Words that say something else there, each looked at: (model, field) → word.
LOOKED_AT = {
    ("cms.ProgrammePage", "sdgs", "poverty"),  # the goals of the United Nations, as they are called
    ("cms.ProgrammePage", "sdgs", "health"),
}


def ours() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in ("cooperatives", "shop", "cms")
    ]


def words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", str(text).casefold())
    return re.findall(r"[a-z]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def said_by(field) -> list[str]:
    """The name of a field, its label, and its choices: what can be recorded in it."""
    texts = [field.name, getattr(field, "verbose_name", "")]
    for value, label in getattr(field, "flatchoices", None) or []:
        texts += [value, label]
    return [str(text) for text in texts]


def found_in(field) -> set[str]:
    found = set()
    for text in said_by(field):
        words = words_of(text)
        found |= FORBIDDEN & set(words)
        found |= {" ".join(pair) for pair in pairwise(words) if pair in FORBIDDEN_PAIRS}
    return found


def found(model: type[models.Model]) -> set[tuple[str, str, str]]:
    return {
        (model._meta.label, field.name, word)
        for field in model._meta.get_fields()
        if not field.auto_created
        for word in found_in(field)
    }


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_no_field_and_no_choice_records_what_nobody_may_ask(model):
    assert found(model) <= LOOKED_AT


@pytest.mark.parametrize(
    "field",
    [
        models.CharField(name="ethnicity"),
        models.CharField("Origine sociale", name="remark"),
        models.CharField(name="group", choices=[("a", "Abatwa"), ("b", "…")]),
        models.CharField("Ubwoko", name="kind"),
        models.BooleanField("behoort tot een etnisch groep", name="flag"),
        models.CharField(name="social_status"),
        models.CharField("Église", name="place"),
    ],
    ids=lambda field: field.name,
)
def test_such_a_field_would_be_found(field):
    assert found_in(field)
