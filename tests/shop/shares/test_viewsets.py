"""Staff write policies in the admin: they see what it means first, and what was agreed is never rewritten."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.shares import viewsets
from shop.shares.bearers import Bearer
from shop.shares.models import SharePolicy
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
ADD, INDEX = reverse("sharepolicy:add"), reverse("sharepolicy:index")


@pytest.fixture
def boss(world) -> Client:
    client = Client()
    client.force_login(factories.staff(email="boss@example.org"))
    return client


def today() -> date:
    return timezone.localdate()


def typed(**fields) -> dict:
    """What a browser sends of the filled-in form."""
    bearers = {name: SharePolicy._meta.get_field(name).default.value for name in SharePolicy.NAMES}
    form = {"product": "", "category": "", "cooperative": "", "valid_from": str(today()), "valid_until": ""}
    return form | {"commission_bp": "17.5"} | bearers | {name: str(value) for name, value in fields.items()}


def confirmed(client: Client, address: str, form: dict):
    """Both steps: the example, then the button under it."""
    seen = client.post(address, form)
    assert "seen" in seen.context, seen.context["form"].errors
    return client.post(address, form | {"seen": seen.context["seen"]})


def edit(policy: SharePolicy) -> str:
    return reverse("sharepolicy:edit", args=[policy.pk])


def refusal(answer) -> str:
    assert answer.status_code == 200
    return " ".join(text for texts in answer.context["form"].errors.values() for text in texts)


def test_a_policy_is_saved_only_after_its_worked_example_was_confirmed(boss):
    group = factories.cooperative("Weavers")
    form = typed(cooperative=group.pk, discount_bearer=Bearer.HOUSE)

    example = boss.post(ADD, form)

    assert not SharePolicy.objects.exists()
    text = example.content.decode()
    assert "€82.50" in text  # of 100.00 at 17.5 %
    assert "Weavers" in text

    answer = boss.post(ADD, form | {"seen": example.context["seen"]})

    assert answer.status_code == 302
    made = SharePolicy.objects.get()
    assert (made.cooperative, made.commission_bp, made.discount_bearer) == (group, 1750, Bearer.HOUSE)


def test_the_example_adds_up_and_says_who_bears_what(boss):
    form = typed(discount_bearer=Bearer.HOUSE, fee_bearer=Bearer.COOPERATIVE, breakage_bearer=Bearer.COOPERATIVE)

    rows = boss.post(ADD, form | {"commission_bp": "20"}).context["happenings"]

    assert [amounts for _what, amounts in rows] == [
        ["€100.00", "€80.00", "€20.00", "–"],
        ["€90.00", "€80.00", "€10.00", "–"],
        ["€90.00", "€72.00", "€18.00", "–"],
        ["€12.00", "–", "€12.00", "–"],
        ["–", "-€3.50", "–", "€3.50"],
        ["-€90.00", "-€80.00", "-€10.00", "–"],
        ["–", "–", "-€20.00", "€20.00"],
    ]


def test_what_was_confirmed_is_what_is_saved(boss):
    """Somebody changes the hidden fields, or an old page, between the two steps."""
    form = typed()
    seen = boss.post(ADD, form).context["seen"]

    answer = boss.post(ADD, form | {"commission_bp": "50", "seen": seen})

    assert answer.context["seen"] != seen
    assert not SharePolicy.objects.exists()


def test_from_the_example_there_is_a_way_back_with_all_that_was_typed(boss):
    answer = boss.post(ADD, typed(commission_bp="12.5") | {"change": "1"})

    assert answer.context["form"]["commission_bp"].value() == "12.5"
    assert "seen" not in answer.context
    assert not SharePolicy.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"commission_bp": "100.01"}, "more than the whole sale"),
        ({"commission_bp": "-1"}, "less than nothing"),
        ({"commission_bp": "a lot"}, "number"),
        ({"valid_until": today() - timedelta(days=1)}, "ends before it begins"),
        ({"valid_from": today() - timedelta(days=1)}, "today at the earliest"),
        ({"valid_from": "soon"}, "date"),
        ({"fee_bearer": "the buyer"}, "valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_as_it_was_typed(boss, fields, said):
    answer = boss.post(ADD, typed(**fields))

    assert said in refusal(answer)
    [(name, value)] = fields.items()
    assert answer.context["form"][name].value() == str(value)
    assert not SharePolicy.objects.exists()


def test_two_scopes_and_overlapping_days_are_refused(boss):
    group = factories.cooperative(commission_bp=1500)

    assert "some of these days" in refusal(boss.post(ADD, typed(cooperative=group.pk)))
    assert "Choose one" in refusal(boss.post(ADD, typed(cooperative=group.pk, product=factories.piece().pk)))


def test_of_two_who_confirm_at_once_the_slower_one_is_told(boss):
    group = factories.cooperative()
    form = typed(cooperative=group.pk)
    form["seen"] = boss.post(ADD, form).context["seen"]

    view_saves = viewsets.PolicyCreateView.save_instance

    def a_moment_later(self):
        factories.policy(cooperative=group)
        return view_saves(self)

    viewsets.PolicyCreateView.save_instance = a_moment_later
    try:
        answer = boss.post(ADD, form)
    finally:
        viewsets.PolicyCreateView.save_instance = view_saves

    assert "some of these days" in refusal(answer)
    assert SharePolicy.objects.count() == 0


def test_a_policy_that_orders_were_placed_by_can_only_be_ended(boss):
    group = factories.cooperative(commission_bp=1500)
    policy = SharePolicy.objects.get()
    factories.order(factories.piece(by=group))
    form = typed(cooperative=group.pk, valid_from=policy.valid_from, commission_bp="15")

    cheaper = boss.post(edit(policy), form | {"commission_bp": "10"})
    too_early = boss.post(edit(policy), form | {"valid_until": str(today() - timedelta(days=1))})
    ended = confirmed(boss, edit(policy), form | {"valid_until": str(today())})

    assert "stays as it was agreed" in refusal(cheaper)
    assert "cannot end before that day" in refusal(too_early)
    assert ended.status_code == 302
    policy.refresh_from_db()
    assert (policy.commission_bp, policy.valid_until) == (1500, today())


def test_a_policy_that_was_used_while_its_page_was_open_is_not_changed(boss):
    group = factories.cooperative(commission_bp=1500)
    policy = SharePolicy.objects.get()
    form = typed(cooperative=group.pk, valid_from=policy.valid_from, commission_bp="10")
    form["seen"] = boss.post(edit(policy), form).context["seen"]
    factories.order(factories.piece(by=group))

    answer = boss.post(edit(policy), form)

    assert "stays as it was agreed" in refusal(answer)


def test_one_that_was_used_and_ended_long_ago_does_not_come_back(boss):
    group = factories.cooperative()
    policy = factories.policy(cooperative=group, valid_until=date(2026, 1, 31))
    long_ago = timezone.datetime(2026, 1, 15, 12, tzinfo=timezone.get_default_timezone())
    factories.order(factories.piece(by=group), placed_at=long_ago)
    form = typed(cooperative=group.pk, valid_from=policy.valid_from, commission_bp="20")

    answer = boss.post(edit(policy), form | {"valid_until": str(today())})

    assert "It has ended" in refusal(answer)


def test_one_that_nobody_used_can_be_changed_and_deleted(boss):
    policy = factories.policy(commission_bp=1500)
    form = typed(valid_from=policy.valid_from, commission_bp="10")

    assert confirmed(boss, edit(policy), form).status_code == 302
    policy.refresh_from_db()
    assert policy.commission_bp == 1000
    boss.post(reverse("sharepolicy:delete", args=[policy.pk]))
    assert not SharePolicy.objects.exists()


def test_one_that_was_used_is_not_deleted(boss):
    group = factories.cooperative(commission_bp=1500)
    policy = SharePolicy.objects.get()
    factories.order(factories.piece(by=group))

    page = boss.post(reverse("sharepolicy:delete", args=[policy.pk]), follow=True).content.decode()

    assert "can be ended, but not deleted" in page
    assert SharePolicy.objects.exists()


def test_every_change_is_in_the_log_with_who_and_when(boss):
    confirmed(boss, ADD, typed(commission_bp="20"))
    policy = SharePolicy.objects.get()
    confirmed(boss, edit(policy), typed(commission_bp="15"))
    boss.post(reverse("sharepolicy:delete", args=[policy.pk]))

    entries = ModelLogEntry.objects.order_by("pk")
    assert [entry.action for entry in entries] == ["wagtail.create", "wagtail.edit", "wagtail.delete"]
    assert {entry.user.email for entry in entries} == {"boss@example.org"}
    assert all(entry.timestamp for entry in entries)


def test_a_person_without_the_permission_sees_no_policies(world, client):
    client.force_login(factories.user(is_staff=True))

    assert client.get(INDEX).status_code in (302, 403)
    assert client.post(ADD, typed()).status_code in (302, 403)
    assert not SharePolicy.objects.exists()


@pytest.mark.proof(24)
def test_the_list_takes_as_many_queries_for_twenty_as_for_one(boss, reached):
    factories.policy(cooperative=factories.cooperative())
    few = queries_of(boss, INDEX)
    for _ in range(7):
        factories.policy(cooperative=factories.cooperative())
        factories.policy(product=factories.piece())
    many = queries_of(boss, INDEX)

    assert_same_queries(INDEX, few, many)
    reached(f"share policies {len(many)}")
