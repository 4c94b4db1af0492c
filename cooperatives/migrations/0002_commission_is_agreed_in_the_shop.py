from django.db import migrations


class Migration(migrations.Migration):
    """What is kept of a sale is a rule with dates, of those who sell."""

    dependencies = [
        ('cooperatives', '0001_cooperatives_and_artisans'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='cooperative',
            name='cooperative_commission_within_the_sale',
        ),
        migrations.RemoveField(
            model_name='cooperative',
            name='commission_bp',
        ),
    ]
