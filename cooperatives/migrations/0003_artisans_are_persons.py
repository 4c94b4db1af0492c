import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperatives", "0002_commission_is_agreed_in_the_shop"),
        ("consents", "0001_people_and_consents"),
    ]

    operations = [
        migrations.AddField(
            model_name="artisan",
            name="person",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="artisan",
                to="consents.person",
                verbose_name="person",
            ),
        ),
    ]
