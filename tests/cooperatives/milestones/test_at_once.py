"""Two of the staff bring in the same table at the same moment."""

import pytest

from cooperatives.milestones import importing
from cooperatives.milestones.importing import bring_in, fates
from cooperatives.milestones.models import Milestone
from cooperatives.models import Cooperative
from cooperatives.tables.fates import HasChanged, fingerprint
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = b"cooperative,kind,date,source\n" + b"".join(b"abeza,fair,%d,List\n" % year for year in range(1960, 2020))


def at_once(runners: int) -> list[str]:
    Cooperative.objects.create(name="Abeza Weavers", slug="abeza", crafts="weaving", district="Huye")
    shown = fingerprint(fates(TABLE))

    def run(_number: int) -> str:
        try:
            bring_in(data=TABLE, shown=shown)
        except HasChanged:
            return "shown again"
        return "brought in"

    return race(run, runners)


def test_one_brings_it_in_and_the_others_are_shown_what_is_left_to_do():
    answers = at_once(6)

    assert sorted(answers) == ["brought in"] + ["shown again"] * 5
    assert Milestone.objects.count() == 60


def test_without_comparing_what_was_shown_several_believe_they_brought_it_in(monkeypatch):
    monkeypatch.setattr(importing, "fingerprint", lambda outcomes: fingerprint_of_nothing)
    fingerprint_of_nothing = fingerprint(fates(b"cooperative,kind,source\nx,y,z"))
    monkeypatch.setattr(f"{__name__}.fingerprint", lambda outcomes: fingerprint_of_nothing)

    assert at_once(6).count("brought in") > 1
    assert Milestone.objects.count() == 60
