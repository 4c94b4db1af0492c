import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0004_names_move_to_persons")]

    operations = [
        migrations.AlterModelOptions(
            name="artisan",
            options={
                "ordering": ["cooperative_id", "person__full_name", "pk"],
                "verbose_name": "artisan",
                "verbose_name_plural": "artisans",
            },
        ),
        migrations.AlterField(
            model_name="artisan",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="artisan",
                to="consents.person",
                verbose_name="person",
            ),
        ),
        # With a default, so that the way back can make the columns again.
        migrations.AlterField(
            model_name="artisan",
            name="display_name",
            field=models.CharField(default="", max_length=120, verbose_name="name"),
        ),
        migrations.RemoveField(model_name="artisan", name="display_name"),
        migrations.RemoveField(model_name="artisan", name="is_named_publicly"),
    ]
