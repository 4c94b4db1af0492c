"""The layers hold where import-linter cannot look: in string foreign keys, migrations and forks."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("cooperatives", "shop", "cms")  # from the lowest up
# The account model is the one thing every layer may point at (Wagtail's pictures do, for who uploaded them).
EVERYBODYS = {"users"}


def layer_of(module: str) -> int | None:
    """The height of our layer a module is in; None for libraries."""
    first = module.partition(".")[0]
    return LAYERS.index(first) if first in LAYERS else None


def our_configs():
    return [config for config in apps.get_app_configs() if layer_of(config.name) is not None]


@pytest.mark.parametrize("config", our_configs(), ids=lambda config: config.label)
def test_models_point_only_to_their_own_layer_or_below(config):
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model._meta.label}"
        for model in config.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label not in EVERYBODYS
        if (layer_of(field.related_model.__module__) or 0) > layer_of(config.name)
    ]

    assert upward == []


# wagtail-localize's first migration asks the database when it is read.
@pytest.mark.django_db
@pytest.mark.parametrize("config", our_configs(), ids=lambda config: config.label)
def test_migrations_depend_only_on_their_own_layer_or_below(config):
    loader = MigrationLoader(None, ignore_no_migrations=True)

    upward = [
        (name, label)
        for (app, name), migration in loader.disk_migrations.items()
        if app == config.label
        for label, _name in migration.dependencies
        if label in {other.label for other in our_configs()} and label not in EVERYBODYS
        if layer_of(apps.get_app_config(label).name) > layer_of(config.name)
    ]

    assert upward == []


def forks():
    """Our app configs that stand in for one of Oscar's."""
    return [
        (config, base.__module__.rpartition(".")[0])
        for config in our_configs()
        for base in type(config).__mro__[1:2]
        if base.__module__.startswith("oscar.apps.")
    ]


@pytest.mark.parametrize(("config", "upstream"), forks(), ids=lambda value: getattr(value, "label", ""))
def test_a_fork_carries_every_migration_of_its_original(config, upstream):
    original = Path(import_module(upstream).__file__).parent / "migrations"
    ours = Path(config.path) / "migrations"

    missing = {file.name for file in original.glob("0*.py")} - {file.name for file in ours.glob("0*.py")}

    assert missing == set()


@pytest.mark.parametrize(("config", "upstream"), forks(), ids=lambda value: getattr(value, "label", ""))
def test_a_fork_has_no_leftovers_of_the_generator(config, upstream):
    assert not (Path(config.path) / "admin.py").exists()
    assert "default_app_config" not in (Path(config.path) / "__init__.py").read_text()


def test_no_field_records_ethnicity_or_social_status():
    forbidden = {"ethnic", "ethnicity", "tribe", "race", "caste", "clan", "batwa", "twa", "hutu", "tutsi"}
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if forbidden & set(field.name.lower().split("_")) or "social_status" in field.name
    ]

    assert found == []


def test_there_is_no_room_for_everything_else():
    catch_alls = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py"}
    allowed = {ROOT / "shop" / "order" / "utils.py"}  # Oscar loads its order writer by this name
    found = [file for layer in LAYERS for file in (ROOT / layer).rglob("*.py") if file.name in catch_alls]

    assert set(found) <= allowed


def test_the_two_back_offices_run_without_djangos_own():
    assert not apps.is_installed("django.contrib.admin")
