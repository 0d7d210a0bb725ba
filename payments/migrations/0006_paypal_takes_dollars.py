from django.db import migrations


def change(apps, schema_editor):
    """PayPal pays out no roubles. The rate stays for the owner: without one it cannot be switched on."""
    gateways = apps.get_model("payments", "PaymentGateway").objects
    gateways.filter(gateway_type="paypal", currency="RUB", is_active=False).update(currency="USD")


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_what_is_asked_when")]

    operations = [migrations.RunPython(change, migrations.RunPython.noop)]
