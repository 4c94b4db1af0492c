from django.db import migrations, models
from django.db.models.deletion import CASCADE, SET_NULL


class Migration(migrations.Migration):
    dependencies = [("order", "0023_language")]

    operations = [
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "carrier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("post", "The post of Rwanda"),
                            ("ems", "EMS"),
                            ("dhl", "DHL"),
                            ("fedex", "FedEx"),
                            ("ups", "UPS"),
                            ("ourselves", "Our own driver"),
                        ],
                        max_length=16,
                        verbose_name="carrier",
                    ),
                ),
                ("tracking_number", models.CharField(blank=True, max_length=64, verbose_name="tracking number")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived")),
                ("order", models.ForeignKey(on_delete=CASCADE, related_name="parcels", to="order.order")),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddField(
            model_name="line",
            name="parcel",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=SET_NULL, related_name="lines", to="order.parcel"
            ),
        ),
    ]
