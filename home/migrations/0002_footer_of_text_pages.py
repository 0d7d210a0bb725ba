from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="textpage",
            name="footer",
            field=models.CharField(
                choices=[
                    ("customers", "For customers"),
                    ("company", "About the company"),
                    ("legal", "The bottom line: policies and details"),
                    ("none", "Not in the footer"),
                ],
                default="customers",
                max_length=12,
                verbose_name="link in the footer",
            ),
        ),
    ]
