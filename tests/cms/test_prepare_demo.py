"""The demo is made once, and anew when what it is made of has changed."""

import pytest

from cms.management.commands.prepare_demo import Command


@pytest.fixture
def made(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    for name in ("shop.sqlite3", "shop.sqlite3-wal", "sandbox.sqlite3"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def calls(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "cms.management.commands.prepare_demo.call_command", lambda name, **options: asked.append(name)
    )
    return asked


def test_a_demo_of_other_tables_is_kept_aside_and_made_anew(made, calls):
    Command()._prepare({"schema": "old"}, {"schema": "new", "static": "s"})

    assert "migrate" in calls
    assert not (made / "shop.sqlite3").exists()
    assert not (made / "sandbox.sqlite3").exists()
    assert (made / "before-shop.sqlite3").read_text() == "shop.sqlite3"
    assert (made / "before-shop.sqlite3-wal").read_text() == "shop.sqlite3-wal"


def test_a_demo_of_other_texts_keeps_its_tables(made, calls):
    Command()._prepare({"schema": "same"}, {"schema": "same", "static": "s"})

    assert "migrate" not in calls
    assert (made / "shop.sqlite3").exists()
