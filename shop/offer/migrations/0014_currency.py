from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

# As they stood when this was written.
AMOUNTS = ["Absolute", "Fixed", "Fixed price", "Shipping absolute", "Shipping fixed price"]


def name_the_currency(apps, schema_editor):
    """Amounts that were written before they had a currency were meant in the shop's own."""
    offers = apps.get_model("offer", "ConditionalOffer").objects
    offers.filter(
        Q(benefit__type__in=AMOUNTS) | Q(condition__type="Value") | Q(max_discount__gt=0)
    ).update(currency=settings.OSCAR_DEFAULT_CURRENCY)


class Migration(migrations.Migration):

    dependencies = [
        ('offer', '0013_range_excluded_categories'),
    ]

    operations = [
        migrations.AddField(
            model_name='conditionaloffer',
            name='currency',
            field=models.CharField(blank=True, default='', help_text='Of the amounts in it; in any other currency the offer gives nothing. Empty: it names no amount.', max_length=3, verbose_name='currency'),
            preserve_default=False,
        ),
        migrations.RunPython(name_the_currency, migrations.RunPython.noop),
    ]
