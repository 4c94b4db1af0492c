"""Figures from a file: added, brought up to date, left alone, and never half."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import override

from cms.claims.loading import CannotLoad, load
from cms.claims.models import Claim

pytestmark = pytest.mark.django_db
DEMO = settings.BASE_DIR / "cms" / "demo" / "claims.toml"
GOATS = """
[[claim]]
slug = "goats"
statement = "were given to families"
value = "Over 300"
attributed_to = "AIMPO"
source_name = "A page"
checked_on = 2026-11-01
[claim.fr]
statement = "ont été données à des familles"
value = "Plus de 300"
"""


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "claims.toml"
    path.write_text(GOATS, encoding="utf-8")
    return path


def test_a_figure_is_loaded_with_its_words_in_each_language(file):
    load(file)

    goats = Claim.objects.get()
    assert (goats.value, goats.checked_on) == ("Over 300", date(2026, 11, 1))
    with override("fr"):
        assert goats.statement == "ont été données à des familles"


def test_loading_again_changes_nothing(file):
    load(file)

    again = load(file)

    assert (again.added, again.changed, again.unchanged) == ([], [], ["goats"])
    assert Claim.objects.count() == 1


def test_a_figure_that_differs_in_the_file_is_brought_up_to_date(file):
    load(file)
    file.write_text(GOATS.replace("Plus de 300", "Plus de 350"), encoding="utf-8")

    again = load(file)

    assert again.changed == ["goats"]
    with override("fr"):
        assert Claim.objects.get().value == "Plus de 350"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('slug = "goats"', "needs a slug"),
        ('slug = "other"\nweight = 3', "weight"),
        ('slug = "other"\nvalue = "3"\nstatement = "x"\nsource_name = "y"\nstate = "measured"', "attributed_to"),
        ("slug = ", "Invalid value"),
    ],
)
def test_a_file_that_cannot_be_loaded_says_why_and_loads_nothing(file, wrong, said):
    file.write_text(GOATS + "\n[[claim]]\n" + wrong, encoding="utf-8")

    with pytest.raises(CannotLoad, match=said):
        load(file)

    assert not Claim.objects.exists()


def test_the_command_says_what_it_did(file, capsys):
    call_command("load_claims", str(file))

    assert "1 added, 0 changed, 0 as they were" in capsys.readouterr().out


def test_the_command_says_that_a_file_is_not_there():
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_claims", "nowhere.toml")


@pytest.fixture
def demo(db) -> dict[str, Claim]:
    load(DEMO)
    return {claim.slug: claim for claim in Claim.objects.all()}


def test_contradictions_of_the_public_texts_are_marked_unclear(demo):
    unclear = {slug for slug, claim in demo.items() if claim.state == Claim.State.UNCLEAR}

    assert unclear == {"aimpo-years-of-work", "aimpo-cows", "iom-rwanda-community-projects"}


def test_results_of_other_organisations_are_never_ours(demo):
    others = [claim for slug, claim in demo.items() if not slug.startswith("aimpo-")]

    assert len(others) == 7
    assert not any(claim.is_ours for claim in others)
    assert all(claim.attributed_to in claim.shown(date(2026, 12, 1)).standing for claim in others)


def test_every_figure_of_the_public_texts_is_translated(demo):
    missing = [
        (slug, language)
        for slug, claim in demo.items()
        for language in ("fr", "nl")
        if not getattr(claim, f"statement_{language}") or not getattr(claim, f"value_{language}")
    ]

    assert missing == []
