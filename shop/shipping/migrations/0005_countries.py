"""Every country we send to gets its row, so that a new shop can take an address before anybody looked at it."""

from django.db import migrations

from shop.shipping.countries import load_countries


def load(apps, schema_editor):
    load_countries(apps.get_model("address", "Country"))


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0004_delivery_rates"),
        ("address", "0007_useraddress_code"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
