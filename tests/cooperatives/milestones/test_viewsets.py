"""Milestones in the back office: typed in, brought in as a table, taken away as one."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cooperatives.milestones.models import Milestone
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
IMPORT = "/admin/milestones/import/"
TABLE = b"cooperative;kind;date;trainees;source\nabeza;training;2024-03;14;List\nnobody;fair;2024;;List\n"


@pytest.fixture
def staff(client):
    client.force_login(factories.staff())
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def upload(data: bytes, name: str = "milestones.csv") -> dict:
    return {"file": SimpleUploadedFile(name, data)}


def sealed_in(page: str) -> str:
    return page.partition('name="sealed" value="')[2].partition('"')[0]


def test_a_milestone_is_typed_in(staff, weavers):
    form = {
        "cooperative": weavers.pk, "kind": "training", "state": "reached", "happened_on": "2024-03-12",
        "precision": "month", "count": "", "unit": "", "trainees": "14", "trained_in_turn": "", "source": "List",
        "note": "",
    }  # fmt: skip

    made = staff.post(reverse("milestone:add"), form)

    assert made.status_code == 302
    assert Milestone.objects.get().when == "March 2024"


def test_a_form_that_says_too_much_is_answered_and_keeps_what_was_typed(staff, weavers):
    form = {
        "cooperative": weavers.pk, "kind": "fair", "state": "reached", "happened_on": "2999-03-12", "precision": "day",
        "trainees": "14", "source": "A source to keep",
    }  # fmt: skip

    page = text(staff.post(reverse("milestone:add"), form))

    assert "This lies ahead" in page
    assert "Only a training has people who were trained." in page
    assert "A source to keep" in page


def test_the_same_milestone_typed_in_twice_is_answered(staff, weavers):
    factories.milestone(weavers, kind="fair", happened_on=date(2024, 3, 12))
    form = {
        "cooperative": weavers.pk, "kind": "fair", "state": "reached", "happened_on": "2024-03-12", "precision": "day",
        "source": "List",
    }  # fmt: skip

    assert "There is such a milestone" in text(staff.post(reverse("milestone:add"), form))


def test_a_table_is_shown_first_and_nothing_saved(staff, weavers):
    page = text(staff.post(IMPORT, upload(TABLE)))

    assert "Bring in 1 row" in page
    assert "There is no cooperative of this name." in page
    assert not Milestone.objects.exists()


def test_a_table_that_was_shown_is_brought_in_and_logged(staff, weavers):
    shown = sealed_in(text(staff.post(IMPORT, upload(TABLE))))

    done = staff.post(IMPORT, {"sealed": shown}, follow=True)

    assert "1 milestone was brought in." in text(done)
    assert Milestone.objects.get().trainees == 14
    assert ModelLogEntry.objects.filter(action="wagtail.create").count() == 1


def test_what_was_not_shown_is_not_brought_in(staff, weavers):
    shown = sealed_in(text(staff.post(IMPORT, upload(TABLE))))

    done = staff.post(IMPORT, {"sealed": shown[:-1] + ("A" if shown[-1] != "A" else "B")}, follow=True)

    assert "was not shown before" in text(done)
    assert not Milestone.objects.exists()


def test_where_somebody_changed_milestones_meanwhile_it_is_shown_again(staff, weavers):
    shown = sealed_in(text(staff.post(IMPORT, upload(TABLE))))
    factories.milestone(weavers, happened_on=date(2024, 3, 1), precision="month", trainees=3)

    again = text(staff.post(IMPORT, {"sealed": shown}))

    assert "Somebody has changed something of it meanwhile." in again
    assert "3 → 14" in again
    assert Milestone.objects.get().trainees == 3


@pytest.mark.parametrize("data", [b"", b"\x89PNG\0\0", b"kind\nfair", b'cooperative,kind,source\n"abeza,fair,List'])
def test_a_file_that_cannot_be_read_is_answered_on_the_page(staff, data):
    page = text(staff.post(IMPORT, upload(data)))

    assert "error" in page
    assert "sealed" not in page


def test_hostile_words_in_a_table_are_shown_as_words(staff, weavers):
    page = text(staff.post(IMPORT, upload(b"cooperative,kind,source\n<script>alert(1)</script>,fair,List")))

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_table_that_is_taken_away_brings_in_nothing_new(staff, weavers):
    factories.milestone(weavers, note="=1+1; “so”", source="- dash")
    taken = staff.get(reverse("milestone:table"))

    page = text(staff.post(IMPORT, upload(taken.content)))

    assert taken["Content-Disposition"].startswith("attachment")
    assert "There is nothing to bring in." in page


def test_the_list_says_what_is_overdue(staff, weavers):
    late = factories.milestone(weavers, state="expected", happened_on=date(2999, 1, 1), source="Late one")
    factories.milestone(weavers, kind="fair", source="Fine one")
    Milestone.objects.filter(pk=late.pk).update(
        happened_on=date(2020, 1, 1), ends_on=date(2020, 1, 1), stated_on=date(2019, 1, 1)
    )

    everything = text(staff.get(reverse("milestone:index")))
    to_look_at = text(staff.get(reverse("milestone:index"), {"attention": "overdue"}))

    assert "Overdue: was it reached?" in everything
    assert "Late one" in to_look_at
    assert "Fine one" not in to_look_at


def test_the_list_costs_the_same_for_one_and_for_twenty(staff, weavers):
    factories.milestone(weavers, happened_on=date(1999, 1, 1))
    few = queries_of(staff, reverse("milestone:index"))
    for year in range(2000, 2019):
        factories.milestone(factories.cooperative(), happened_on=date(year, 1, 1))

    assert_same_queries("milestones", few, queries_of(staff, reverse("milestone:index")))


@pytest.mark.parametrize(("may", "status"), [(("add", "change"), 200), (("add",), 302), (("change",), 302)])
def test_only_who_may_add_and_change_brings_in_a_table(client, may, status):
    group = Group.objects.create(name="Some")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    group.permissions.add(*Permission.objects.filter(codename__in=[f"{act}_milestone" for act in may]))
    user = factories.user(is_staff=True)
    user.groups.add(group)
    client.force_login(user)

    assert client.get(IMPORT).status_code == status
