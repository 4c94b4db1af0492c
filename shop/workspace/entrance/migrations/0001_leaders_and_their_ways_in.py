import django.db.models.deletion
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cooperatives', '0006_words_in_languages'),
        ('photos', '0003_renders_show_nobody'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('count', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
                ('shut_until', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'wrong tries',
                'verbose_name_plural': 'wrong tries',
            },
        ),
        migrations.CreateModel(
            name='Leader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, null=True, region=None, unique=True, verbose_name='phone number')),
                ('pin_hash', models.CharField(blank=True, editable=False, max_length=128)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('nl', 'Nederlands'), ('rw', 'Ikinyarwanda')], default='rw', max_length=5, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('invited_at', models.DateTimeField(auto_now_add=True, verbose_name='invited at')),
                ('artisan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='leader', to='cooperatives.artisan', verbose_name='artisan')),
                ('photo', models.ForeignKey(blank=True, help_text='On a phone that several share, leaders find themselves by it. Shown while the person allows it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='photos.photo', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'leader',
                'verbose_name_plural': 'leaders',
                'ordering': ['artisan__cooperative_id', 'artisan__person__full_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='what it calls itself')),
                ('first_seen_at', models.DateTimeField(auto_now_add=True, verbose_name='first seen')),
                ('last_seen_at', models.DateTimeField(auto_now_add=True, verbose_name='last seen')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked at')),
                ('leaders', models.ManyToManyField(blank=True, related_name='devices', to='entrance.leader', verbose_name='leaders')),
            ],
            options={
                'verbose_name': 'leader’s phone',
                'verbose_name_plural': 'leaders’ phones',
                'ordering': ['-last_seen_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('began_at', models.DateTimeField(verbose_name='began')),
                ('seen_at', models.DateTimeField(verbose_name='last seen')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='entrance.device')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='entrance.leader')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ['-began_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('used_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last used at')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked at')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='entrance.leader', verbose_name='leader')),
            ],
            options={
                'verbose_name': 'leader’s card',
                'verbose_name_plural': 'leaders’ cards',
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('leader',), name='a_leader_has_one_card_that_opens')],
            },
        ),
        migrations.CreateModel(
            name='PinReset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked for at')),
                ('reason', models.CharField(max_length=255, verbose_name='how we know it is the leader who asks')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='done or given up at')),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agreed to by')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resets', to='entrance.leader', verbose_name='leader')),
            ],
            options={
                'verbose_name': 'new digits for a leader',
                'verbose_name_plural': 'new digits for leaders',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('agreed_by', None), models.Q(('agreed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='new_digits_take_two_people'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('leader',), name='new_digits_are_asked_for_once')],
            },
        ),
    ]
