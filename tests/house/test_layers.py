"""Foreign keys and migrations point down, as imports do (docs/architecture.md): lint-imports holds those."""

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from .layers import levels, may_know, our_apps


def test_every_app_of_ours_is_a_layer():
    ours = {config.name for config in apps.get_app_configs() if "site-packages" not in config.path}

    assert ours == set(our_apps())
    assert set(levels()) >= {"istok", "home", "catalog", "users", "core"}


def test_foreign_keys_point_down():
    relations = [
        (model._meta.label, field.name, model._meta.app_label, field.related_model._meta.app_label)
        for app in our_apps()
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    ]

    assert relations
    assert [row for row in relations if row[3] in levels() and not may_know(row[2], row[3])] == []


def test_migrations_depend_downwards():
    loader = MigrationLoader(None)
    pairs = [
        (migration.app_label, migration.name, other)
        for migration in loader.disk_migrations.values()
        for other, _ in [*migration.dependencies, *migration.run_before]
        if migration.app_label in our_apps() and other in levels()
    ]

    assert pairs
    assert [pair for pair in pairs if not may_know(pair[0], pair[2])] == []
