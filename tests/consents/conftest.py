"""A small site with people on it."""

import pytest

from tests.cms.conftest import Pages, full_text  # noqa: F401


@pytest.fixture
def site(world, full_text):  # noqa: F811
    return Pages()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.MEDIA_ROOT
