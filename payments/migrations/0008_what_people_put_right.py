from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0007_payments_keep_their_mode'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paymentgateway',
            name='is_test_mode',
            field=models.BooleanField(default=True, help_text='The keys of the server must be of the same mode, else the gateway is not offered. In test mode a real shop offers it to its staff alone, for their own orders.', verbose_name='test mode'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='road',
            field=models.CharField(choices=[('provider', 'the way it was paid'), ('balance', "to the customer's balance"), ('outside', 'past the provider, by hand')], default='provider', max_length=10, verbose_name='where to'),
        ),
        migrations.AlterField(
            model_name='webhookevent',
            name='state',
            field=models.CharField(choices=[('new', 'new'), ('parked', 'waits for its payment'), ('done', 'done'), ('bad', 'given up'), ('ignored', 'put aside')], default='new', max_length=10, verbose_name='state'),
        ),
    ]
