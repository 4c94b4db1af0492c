"""Who was "named publicly" once ticked a box of ours; how and until when they agreed was not written down. No consent is made
up for them: what was is carried over as such, for the name alone and for a short time, in which staff ask anew."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

DAYS_TO_ASK_ANEW = 60


def forwards(apps, schema_editor):
    Artisan = apps.get_model("cooperatives", "Artisan")
    Person = apps.get_model("consents", "Person")
    Consent = apps.get_model("consents", "Consent")
    ConsentScope = apps.get_model("consents", "ConsentScope")
    today = timezone.localdate()
    for artisan in Artisan.objects.filter(person=None):
        name = artisan.display_name.strip() or "?"
        artisan.person = Person.objects.create(full_name=name, first_name=name.split()[0][:60])
        artisan.save(update_fields=["person"])
        if artisan.is_named_publicly:
            consent = Consent.objects.create(
                person=artisan.person,
                how="carried_over",
                valid_from=today,
                valid_until=today + timedelta(days=DAYS_TO_ASK_ANEW),
            )
            ConsentScope.objects.create(consent=consent, scope="full_name")


def backwards(apps, schema_editor):
    Artisan = apps.get_model("cooperatives", "Artisan")
    ConsentScope = apps.get_model("consents", "ConsentScope")
    today = timezone.localdate()
    named = ConsentScope.objects.filter(
        scope="full_name",
        consent__withdrawn_at=None,
        consent__valid_from__lte=today,
        consent__valid_until__gte=today,
    )
    for artisan in Artisan.objects.select_related("person"):
        artisan.display_name = artisan.person.full_name
        artisan.is_named_publicly = named.filter(consent__person=artisan.person).exists()
        artisan.save(update_fields=["display_name", "is_named_publicly"])


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0003_artisans_are_persons")]

    operations = [migrations.RunPython(forwards, backwards)]
