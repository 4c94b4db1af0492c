from django.db import migrations

from shop.logbook import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """From here on, the database itself refuses to change or delete what stands in the log."""

    dependencies = [("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(install, remove)]
