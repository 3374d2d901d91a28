from django.db import migrations

COLUMN = "ALTER TABLE commerce_product ALTER COLUMN name_key TYPE varchar(220)"


def compare_bytes(apps, editor):
    """`name_key` is made to be compared byte by byte; PostgreSQL's own locale would order it anew."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f'{COLUMN} COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("commerce", "0003_orders_and_payments")]

    operations = [migrations.RunPython(compare_bytes, migrations.RunPython.noop)]
