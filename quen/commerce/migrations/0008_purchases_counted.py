"""Orders are purchases: one that is placed or changed marks itself to be read."""

from django.db import migrations

from quen.insights import marking


def install(apps, schema_editor):
    marking.install(schema_editor.connection, "order")


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0003_purchases_and_costs"),
        ("commerce", "0007_invoices"),
    ]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
