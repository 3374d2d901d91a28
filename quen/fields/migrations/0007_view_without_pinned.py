from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fields", "0006_following")]

    operations = [migrations.RemoveField(model_name="savedview", name="pinned")]
