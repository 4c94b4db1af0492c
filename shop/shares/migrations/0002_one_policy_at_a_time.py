from django.db import migrations

import shop.shares.constraints


class Migration(migrations.Migration):

    dependencies = [
        ('shares', '0001_share_policies'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='sharepolicy',
            constraint=shop.shares.constraints.NoOverlap(name='policy_alone_in_its_time', violation_error_message='Another policy for the same holds on some of these days. End that one first, or choose other days.'),
        ),
    ]
