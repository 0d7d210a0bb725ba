from django.db import migrations, models


def forget(apps, schema_editor):
    """Code 4: no register takes it since 2021, so the owner chooses anew."""
    company = apps.get_model("orders", "CompanySettings")
    company.objects.filter(tax_system_code=4).update(tax_system_code=None)


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0004_company_settings'),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='companysettings',
            name='tax_system_code',
            field=models.PositiveSmallIntegerField(blank=True, choices=[(1, 'general'), (2, 'simplified, income'), (3, 'simplified, income less expenses'), (5, 'agricultural'), (6, 'patent')], help_text='Needed when the company has several. Ask the accountant', null=True, verbose_name='tax system on fiscal receipts'),
        ),
    ]
