import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("fields", "0005_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="Keeping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("fence", models.BigIntegerField(default=0)),
                ("owner", models.CharField(blank=True, default="", max_length=60)),
                ("done_at", models.DateTimeField(null=True)),
                ("stuck_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("wait", models.FloatField(default=0)),
                ("many", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keepings",
                        to="fields.savedview",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="fields_keeping_due",
                    ),
                    models.Index(
                        condition=models.Q(("stuck_at__isnull", False)),
                        fields=["stuck_at"],
                        name="fields_keeping_stuck",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["done_at"],
                        name="fields_keeping_done",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("view", "user"), name="fields_keeping_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("user", None)),
                        fields=("view",),
                        name="fields_keeping_for_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ViewMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("since", models.DateTimeField(null=True)),
                (
                    "keeping",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="fields.keeping",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("since__isnull", False)),
                        fields=["keeping", "since"],
                        name="fields_member_since",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("keeping", "record_id"), name="fields_member_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Following",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pinned", models.BooleanField(default=False)),
                ("mailed", models.BooleanField(default=False)),
                ("told_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followings",
                        to="fields.savedview",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("view", "user"), name="fields_following_once")
                ],
            },
        ),
    ]
