"""The stages that a deal stayed in are counted: a stay that comes or goes marks its deal."""

from django.db import migrations

from quen.insights import marking


def install(apps, schema_editor):
    marking.install(schema_editor.connection, "deal")


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0002_targets_and_line_marks"),
        ("sales", "0011_forecast"),
    ]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
