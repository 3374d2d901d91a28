from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_duplicates"),
    ]

    operations = [
        migrations.CreateModel(
            name="QualityCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("team_id", models.BigIntegerField(null=True)),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key", "owner_id"], name="people_quality_owner"),
                    models.Index(fields=["key", "team_id"], name="people_quality_team"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(
                condition=models.Q(("country", "VN"), models.Q(("district", ""), _negated=True)),
                fields=["contact"],
                name="people_address_old",
            ),
        ),
        migrations.AddIndex(
            model_name="handle",
            index=models.Index(
                condition=models.Q(("invalid", True)),
                fields=["kind", "contact"],
                name="people_handle_invalid",
            ),
        ),
    ]
