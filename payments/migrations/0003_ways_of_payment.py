from django.db import migrations

# The owner switches on what he has a contract for. The test gateway is no row of a real shop.
ROWS = (
    ("yookassa", "Картой или через СБП", "Картой российского банка или через Систему быстрых платежей", False),
    ("stripe", "Картой иностранного банка", "Stripe", False),
    ("paypal", "PayPal", "", False),
    ("balance", "С баланса", "Деньгами на вашем балансе в магазине", True),
    ("cash_on_delivery", "При получении", "Наличными или картой, когда привезём или когда заберёте", True),
)


def add(apps, schema_editor):
    gateways = apps.get_model("payments", "PaymentGateway").objects
    for number, (gateway_type, name, description, is_active) in enumerate(ROWS, start=1):
        gateways.get_or_create(
            gateway_type=gateway_type,
            defaults={
                "name": name,
                "description": description,
                "is_active": is_active,
                "is_test_mode": False,
                "sort_order": number * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_ledgers_are_final")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
