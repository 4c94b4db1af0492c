"""Nobody sat for a rendered picture. All others have to be looked at before visitors see them again."""

from django.db import migrations


def forwards(apps, schema_editor):
    apps.get_model("photos", "Photo").objects.filter(is_render=True).update(shows_people="nobody", is_public=True)


class Migration(migrations.Migration):
    dependencies = [("photos", "0002_who_is_seen")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
