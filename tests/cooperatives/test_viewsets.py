"""What staff see of the makers and the books in the Wagtail admin."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from cooperatives.ledger.figures import SaleFigures
from cooperatives.ledger.models import Account, Entry
from cooperatives.ledger.money import as_written
from cooperatives.ledger.postings import record_sale
from cooperatives.models import Cooperative
from tests import factories


def new_user(**fields):
    model = get_user_model()
    name = {model.USERNAME_FIELD: fields.pop("name", "staff") + "@example.org"}
    return model.objects.create(**name, is_active=True, **fields)


@pytest.fixture
def staff(client, db):
    client.force_login(new_user(is_superuser=True, is_staff=True))
    return client


def text(response):
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_the_list_of_cooperatives_says_what_each_is_owed(staff, sale, weavers, noon):
    francs = SaleFigures(currency="RWF", shares={weavers.pk: 24_000})
    record_sale(reference="sale:A2", order_reference="A2", figures=francs, posted_at=noon)

    page = text(staff.get(reverse("cooperative:index")))

    assert "€48.00 · RWF 24,000" in page
    assert "Weaving and pottery" in page
    assert "Gakenke" in page


def test_a_cooperative_can_be_looked_into(staff, sale, weavers):
    page = text(staff.get(reverse("cooperative:inspect", args=[weavers.pk])))

    account = Account.objects.get(cooperative=weavers)
    assert "€48.00" in page
    assert reverse("books_account:inspect", args=[account.pk]) in page
    assert "Southern Province" in page


def test_a_cooperative_is_made_and_changed_in_the_admin(staff):
    form = {
        "name": "Umucyo", "slug": "umucyo", "kind": "cooperative", "crafts": "weaving", "district": "Huye",
        "founded_year": "2010", "member_count": "34", "summary_en": "They weave.", "photo": "", "hue": "2",
        "is_active": "on",
    }  # fmt: skip

    made = staff.post(reverse("cooperative:add"), form)
    cooperative = Cooperative.objects.get()
    changed = staff.post(reverse("cooperative:edit", args=[cooperative.pk]), form | {"member_count": "0"})

    assert made.status_code == 302
    assert cooperative.member_count == 34
    assert "greater than or equal to 1" in text(changed)
    cooperative.refresh_from_db()
    assert cooperative.member_count == 34


def test_a_cooperative_that_is_owed_money_is_not_deleted_and_staff_are_told(staff, sale, weavers):
    page = text(staff.post(reverse("cooperative:delete", args=[weavers.pk]), follow=True))

    assert "cannot be deleted" in page
    assert Cooperative.objects.filter(pk=weavers.pk).exists()


def test_the_accounts_show_their_balances(staff, sale):
    page = text(staff.get(reverse("books_account:index")))

    assert "Commission" in page
    assert "€115.00" in page


def test_an_entry_shows_its_postings(staff, sale):
    page = text(staff.get(reverse("books_entry:inspect", args=[sale.pk])))

    assert "Abeza Weavers (EUR)" in page
    assert "€48.00" in page
    assert sale.digest in page
    assert "March 14, 2026, 2 p.m." in page


def test_entries_are_found_by_cooperative_kind_and_reference(staff, sale, weavers, potters, noon):
    figures = SaleFigures(currency="EUR", shares={potters.pk: 100})
    record_sale(reference="sale:B7", order_reference="B7", figures=figures, posted_at=noon)
    index = reverse("books_entry:index_results")

    assert "sale:B7" not in text(staff.get(index, {"cooperative": weavers.pk}))
    assert "sale:A1" in text(staff.get(index, {"cooperative": weavers.pk}))
    assert "sale:A1" not in text(staff.get(index, {"kind": "fee"}))
    assert "sale:B7" in text(staff.get(index, {"q": "B7"}))
    assert "sale:A1" not in text(staff.get(index, {"q": "B7"}))


@pytest.mark.parametrize("viewset", ["books_account", "books_entry"])
@pytest.mark.parametrize("act", ["add", "edit", "delete", "copy"])
def test_there_is_no_address_at_which_the_books_could_be_changed(viewset, act):
    with pytest.raises(NoReverseMatch):
        reverse(f"{viewset}:{act}", args=[] if act == "add" else [1])


@pytest.mark.parametrize("act", ["edit", "delete", "new", "copy", "history", "usage"])
def test_guessing_such_an_address_finds_nothing(staff, sale, act):
    for address in (f"{reverse('books_entry:index')}{act}/{sale.pk}/", f"{reverse('books_entry:index')}{act}/"):
        assert staff.post(address).status_code == 404


def test_only_who_may_see_the_books_sees_them(client, sale):
    editors = Group.objects.create(name="Editors of this test")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    user = new_user(name="editor", is_staff=True)
    user.groups.add(editors)
    client.force_login(user)

    refused = client.get(reverse("books_entry:index"))
    editors.permissions.add(Permission.objects.get(content_type__app_label="ledger", codename="view_entry"))
    client.force_login(type(user).objects.get(pk=user.pk))
    shown = client.get(reverse("books_entry:index"))

    assert refused.status_code in (302, 403)
    assert "sale:A1" in text(shown)


@pytest.mark.proof(24)
@pytest.mark.parametrize("address", ["cooperative:index", "artisan:index", "books_account:index", "books_entry:index"])
def test_the_lists_take_as_many_queries_for_twenty_rows_as_for_one(staff, noon, address):
    def add(number):
        maker = Cooperative.objects.create(name=f"C{number}", slug=f"c{number}", crafts="both", district="Huye")
        factories.artisan(maker, person=factories.person(f"A{number}"))
        figures = SaleFigures(currency="EUR", shares={maker.pk: 100}, commission_minor=20)
        record_sale(reference=f"sale:{number}", order_reference=f"{number}", figures=figures, posted_at=noon)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(reverse(address)).status_code == 200
        return len(captured)

    add(0)
    queries()  # the first request fills caches
    before = queries()
    for number in range(1, 20):
        add(number)

    assert queries() == before


@pytest.mark.proof(24)
def test_looking_into_a_cooperative_takes_as_many_queries_for_twenty_entries_as_for_one(staff, sale, weavers, noon):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            staff.get(reverse("cooperative:inspect", args=[weavers.pk]))
        return len(captured)

    queries()
    before = queries()
    for number in range(20):
        figures = SaleFigures(currency="EUR", shares={weavers.pk: 100})
        record_sale(reference=f"sale:{number}", order_reference="A", figures=figures, posted_at=noon)

    assert queries() == before
    assert Entry.objects.count() == 21


@pytest.mark.parametrize(
    ("language", "amount", "written"),
    [
        ("en", (4800, "EUR"), "€48.00"),
        ("fr", (4800, "EUR"), "48,00 €"),
        ("nl", (-4800, "EUR"), "€ -48,00"),
        ("en", (24_000, "RWF"), "RWF 24,000"),
        ("en", (500, "JPY"), "¥500"),
        ("rw", (4800, "EUR"), None),
        ("xx", (4800, "EUR"), "€48.00"),
    ],
)
def test_money_is_written_as_people_of_that_language_write_it(language, amount, written):
    with override(language):
        text = as_written(*amount).replace("\xa0", " ").replace("\u202f", " ")

    assert "48" in text or "24" in text or "5" in text
    assert written is None or text == written
