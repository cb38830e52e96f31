"""Attractions tell as much as businesses, every stop is counted, a road may have its own limits."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


# What was written before there were languages is Swedish.
SWEDISH = """
UPDATE route221_attraction SET summary_sv = summary, description_sv = description;
UPDATE route221_historicalattraction SET summary_sv = summary, description_sv = description;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('route221', '0010_photo_words_and_undo'),
        ('services', '0009_site_searches'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='tally',
            name='tally_once',
        ),
        migrations.AddField(
            model_name='amenitylimit',
            name='route',
            field=models.ForeignKey(blank=True, help_text='Empty: holds for every road that has no limit of its own.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='route221.route', verbose_name='road'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='booking_url',
            field=models.URLField(blank=True, verbose_name='booking'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='last confirmed on'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='description_de',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='description_en',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='description_sv',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='price_level',
            field=models.CharField(blank=True, choices=[('free', 'free of charge'), ('low', 'low'), ('middle', 'middle'), ('high', 'high')], max_length=6, verbose_name='price level'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='spoken',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('sv', 'Swedish'), ('en', 'English'), ('de', 'German'), ('fi', 'Finnish'), ('ar', 'Arabic'), ('so', 'Somali')], max_length=12), blank=True, default=list, size=None, verbose_name='languages spoken'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='summary_de',
            field=models.CharField(blank=True, max_length=250, null=True, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='summary_en',
            field=models.CharField(blank=True, max_length=250, null=True, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='attraction',
            name='summary_sv',
            field=models.CharField(blank=True, max_length=250, null=True, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='booking_url',
            field=models.URLField(blank=True, verbose_name='booking'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='last confirmed on'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='description_de',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='description_en',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='description_sv',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='price_level',
            field=models.CharField(blank=True, choices=[('free', 'free of charge'), ('low', 'low'), ('middle', 'middle'), ('high', 'high')], max_length=6, verbose_name='price level'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='spoken',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('sv', 'Swedish'), ('en', 'English'), ('de', 'German'), ('fi', 'Finnish'), ('ar', 'Arabic'), ('so', 'Somali')], max_length=12), blank=True, default=list, size=None, verbose_name='languages spoken'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='summary_de',
            field=models.CharField(blank=True, max_length=250, null=True, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='summary_en',
            field=models.CharField(blank=True, max_length=250, null=True, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='historicalattraction',
            name='summary_sv',
            field=models.CharField(blank=True, max_length=250, null=True, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='photo',
            name='attraction',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='route221.attraction'),
        ),
        migrations.AddField(
            model_name='tally',
            name='attraction',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='route221.attraction'),
        ),
        migrations.AddField(
            model_name='tally',
            name='service_point',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='services.servicepoint'),
        ),
        migrations.RunSQL(SWEDISH, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='amenitylimit',
            name='amenity',
            field=models.CharField(choices=[('food', 'food'), ('groceries', 'groceries'), ('fuel', 'fuel'), ('charging', 'charging'), ('toilet', 'toilet')], max_length=10, verbose_name='amenity'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='business',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='route221.business'),
        ),
        migrations.AlterField(
            model_name='tally',
            name='business',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='route221.business'),
        ),
        migrations.AddConstraint(
            model_name='amenitylimit',
            constraint=models.UniqueConstraint(models.F('amenity'), models.F('route'), name='amenity_limit_once_per_road', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attraction__isnull', True), ('business__isnull', False)), models.Q(('attraction__isnull', False), ('business__isnull', True)), _connector='OR'), name='photo_is_of_one_place'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attraction__isnull', True), ('business__isnull', False), ('service_point__isnull', True)), models.Q(('attraction__isnull', False), ('business__isnull', True), ('service_point__isnull', True)), models.Q(('attraction__isnull', True), ('business__isnull', True), ('service_point__isnull', False)), _connector='OR'), name='tally_is_of_one_place'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(models.F('business'), models.F('kind'), models.F('day'), name='tally_once_business'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(models.F('attraction'), models.F('kind'), models.F('day'), name='tally_once_attraction'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(models.F('service_point'), models.F('kind'), models.F('day'), name='tally_once_service_point'),
        ),
    ]
