"""Triggers that refuse changes to events, on both databases."""

from django.db import migrations

from quen.timeline import immutability


def install(apps, schema_editor):
    immutability.install(schema_editor.connection)


def remove(apps, schema_editor):
    immutability.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
