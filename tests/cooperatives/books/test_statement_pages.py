"""What staff read in the Wagtail admin of one account: its statement, page by page and as a file."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives.ledger.figures import SaleFigures
from cooperatives.ledger.models import Account
from cooperatives.ledger.postings import record_sale
from cooperatives.ledger.sealing import seal
from tests.cooperatives.test_viewsets import new_user, text


@pytest.fixture
def staff(client, db):
    client.force_login(new_user(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def account(sale, weavers):
    seal()
    return Account.objects.get(cooperative=weavers)


def sell(maker, number, at, memo=""):
    figures = SaleFigures("EUR", {maker.pk: 100}, commission_minor=20)
    return record_sale(reference=f"sale:{number}", order_reference=f"{number}", figures=figures, posted_at=at)


def page(account):
    return reverse("books_account:inspect", args=[account.pk])


def file(account):
    return reverse("books_account:statement_csv", args=[account.pk])


def test_the_page_says_the_balance_and_each_line_with_the_balance_after_it(staff, account, weavers, noon):
    sell(weavers, "B2", noon + timedelta(days=1))
    seal()

    said = text(staff.get(page(account)))

    assert "€49.00" in said
    assert said.index("sale:B2") < said.index("sale:A1")
    assert "€48.00" in said
    assert "March 14, 2026, 2 p.m." in said


def test_what_is_not_on_a_line_yet_is_in_the_balance_and_said_to_be(staff, account, weavers, noon):
    sell(weavers, "B2", noon)

    said = text(staff.get(page(account)))

    assert "€49.00" in said
    assert "€1.00 of it is being booked" in said


def test_lines_are_found_by_day_kind_and_order_and_the_file_has_the_same(staff, account, weavers, noon):
    sell(weavers, "B2", noon + timedelta(days=1))
    seal()
    sought = {"starts_on": "2026-03-15", "ends_on": "2026-03-20", "kind": "sale", "order": "B2"}

    said = text(staff.get(page(account), sought))
    saved = staff.get(file(account), sought).getvalue().decode()

    assert "sale:B2" in said
    assert "sale:A1" not in said
    assert file(account) + "?starts_on=2026-03-15" in said.replace("&amp;", "&")
    assert saved.splitlines()[1:] == ["2,2026-03-15,2026-03-15,Sale,B2,sale:B2,,1.00,49.00,EUR"]


@pytest.mark.parametrize(
    ("sought", "message"),
    [
        ({"starts_on": "yesterday"}, "Enter a valid date."),
        ({"starts_on": "0001-01-01"}, "greater than or equal to"),
        ({"ends_on": "9999-12-31"}, "less than or equal to"),
        ({"starts_on": "2026-03-15", "ends_on": "2026-03-14"}, "The last day is before the first."),
        ({"kind": "theft"}, "Select a valid choice."),
        ({"order": "x" * 65}, "at most 64"),
    ],
)
def test_what_cannot_be_sought_is_said_and_kept(staff, account, sought, message):
    said = staff.get(page(account), sought)
    saved = staff.get(file(account), sought)

    assert message in text(said)
    assert "sale:A1" not in text(said)
    assert all(f'value="{typed}"' in text(said) for typed in sought.values() if typed != "theft")
    assert saved.status_code == 400


@pytest.mark.parametrize("place", ["older_than", "newer_than"])
@pytest.mark.parametrize("number", ["x", "-1", str(2**63), "9" * 40])
def test_a_place_that_is_none_is_no_fault_of_ours(staff, account, place, number):
    assert staff.get(page(account), {place: number}).status_code == 200


def test_the_pages_lead_to_each_other(staff, account, weavers, noon):
    for number in range(60):
        sell(weavers, number, noon)
    seal()

    first = text(staff.get(page(account)))
    second = text(staff.get(page(account), {"older_than": 12}))

    assert "older_than=12" in first
    assert "newer_than" not in first
    assert "sale:A1" in second
    assert "newer_than=11" in second
    assert "older_than" not in second.split("<form")[1].split("</form>")[1]


def test_the_file_comes_as_one_to_keep(staff, account):
    response = staff.get(file(account))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="abeza-weavers-eur-')


def test_only_who_may_see_the_books_sees_a_statement(client, account):
    editors = Group.objects.create(name="Editors of this test")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    user = new_user(name="editor", is_staff=True)
    user.groups.add(editors)
    client.force_login(user)

    refused = [client.get(address(account)) for address in (page, file)]
    editors.permissions.add(Permission.objects.get(content_type__app_label="ledger", codename="view_account"))
    client.force_login(type(user).objects.get(pk=user.pk))
    shown = [client.get(address(account)) for address in (page, file)]

    assert all(answer.status_code in (302, 403) for answer in refused)
    assert all(b"sale:A1" not in answer.content for answer in refused)
    assert [answer.status_code for answer in shown] == [200, 200]


@pytest.mark.parametrize("address", ["inspect", "statement_csv"])
def test_nothing_is_written_by_looking_and_an_unknown_account_is_not_there(staff, account, address):
    assert staff.get(reverse(f"books_account:{address}", args=[account.pk + 999])).status_code == 404


@pytest.mark.proof(24)
@pytest.mark.parametrize("address", [page, file])
def test_a_statement_takes_as_many_queries_for_forty_lines_as_for_one(staff, account, weavers, noon, address):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = staff.get(address(account))
            assert response.getvalue() if response.streaming else response.content
        return len(captured)

    queries()  # the first request fills caches
    before = queries()
    for number in range(40):
        sell(weavers, number, noon)
    seal()

    assert queries() == before
