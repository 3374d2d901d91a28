"""A stay that comes or goes marks its deal, and a won deal is a purchase that marks itself."""

from django.db import migrations

from quen.insights import marking


def install(apps, schema_editor):
    marking.install(schema_editor.connection, "deal")


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0003_purchases_and_costs"),
        ("sales", "0013_renewals"),
    ]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
