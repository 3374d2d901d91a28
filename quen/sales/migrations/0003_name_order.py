from django.db import migrations


def compare_bytes(apps, editor):
    """`name_key` is made to be compared byte by byte; PostgreSQL's own locale would order it anew."""
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE sales_deal ALTER COLUMN name_key TYPE varchar(220) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_tally")]

    operations = [migrations.RunPython(compare_bytes, migrations.RunPython.noop)]
