from django.db import migrations

TABLES = ("people_contact", "people_company")


def compare_bytes(apps, editor):
    """`name_key` is made to be compared byte by byte; PostgreSQL's own locale would order it anew."""
    if editor.connection.vendor == "postgresql":
        for table in TABLES:
            editor.execute(
                f'ALTER TABLE {table} ALTER COLUMN name_key TYPE varchar(220) COLLATE "C"'
            )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(compare_bytes, migrations.RunPython.noop)]
