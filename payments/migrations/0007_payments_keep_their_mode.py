from django.db import migrations, models

ONLINE = ("test_gateway", "stripe", "paypal", "yookassa")


def fill(apps, schema_editor):
    """Nobody has changed a mode before this column was there to keep it."""
    found = apps.get_model("payments", "Payment").objects.filter(
        gateway__gateway_type__in=ONLINE, gateway__is_test_mode=True
    )
    found.update(is_test=True)


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_paypal_takes_dollars")]

    operations = [
        migrations.AddField("payment", "is_test", models.BooleanField(default=False, verbose_name="test mode")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
