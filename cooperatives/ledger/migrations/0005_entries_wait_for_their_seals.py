from django.db import migrations


def wait(apps, schema_editor):
    entries = apps.get_model("ledger", "Entry").objects.filter(seal=None, unsealed=None).order_by("pk")
    waiting = apps.get_model("ledger", "Unsealed")
    waiting.objects.bulk_create((waiting(entry_id=pk) for pk in entries.values_list("pk", flat=True)), batch_size=1000)


class Migration(migrations.Migration):
    """What was written before there was a chain is sealed by the next `seal`, in the order in which it was written."""

    dependencies = [("ledger", "0004_chain_and_statements")]

    operations = [migrations.RunPython(wait, migrations.RunPython.noop)]
