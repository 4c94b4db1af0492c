import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from shop.users.models import User
from tests import factories


@pytest.fixture(autouse=True)
def _world(world, settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path


@pytest.fixture
def reviewer() -> User:
    """Somebody of the staff who may decide about what was sent, and nothing else."""
    made = factories.user(is_staff=True)
    made.user_permissions.set(
        [
            Permission.objects.get(codename="access_admin"),
            Permission.objects.get(codename="review", content_type__app_label="moderation"),
        ]
    )
    return made


@pytest.fixture
def admin(reviewer) -> Client:
    client = Client()
    client.force_login(reviewer)
    return client
