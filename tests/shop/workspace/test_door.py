"""Behind the door of the workspace are leaders whose visit goes on, and nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shop.workspace.entrance.door import IDLE
from shop.workspace.entrance.models import Visit
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_leader_in_a_visit_sees_the_first_room():
    client, leader = Client(), factories.leader()
    factories.let_in(client, leader)

    page = client.get("/workspace/")

    assert page.status_code == 200
    assert leader.cooperative.name in page.text


def test_whoever_has_no_visit_is_asked_who_they_are():
    page = Client().get("/workspace/")

    assert page.status_code == 302
    assert page["Location"] == "/workspace/who/?next=%2Fworkspace%2F"


def test_a_visit_of_nobody_doing_anything_is_over():
    client = Client()
    visit = factories.let_in(client, factories.leader())
    Visit.objects.filter(pk=visit.pk).update(seen_at=timezone.now() - IDLE - timedelta(seconds=1))

    page = client.get("/workspace/")

    assert page.status_code == 302


@pytest.mark.parametrize("whose", ["device", "leader", "cooperative"])
def test_a_phone_a_leader_or_a_group_that_may_no_longer_ends_the_visit(whose):
    client = Client()
    visit = factories.let_in(client, factories.leader())
    if whose == "device":
        visit.device.revoked_at = timezone.now()
        visit.device.save()
    else:
        row = visit.leader if whose == "leader" else visit.leader.cooperative
        row.is_active = False
        row.save()

    page = client.get("/workspace/")

    assert page.status_code == 302


def test_a_post_from_another_site_is_refused():
    client = Client()
    factories.let_in(client, factories.leader())

    page = client.post("/workspace/", headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status_code == 403
