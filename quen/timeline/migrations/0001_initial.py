import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("stored_at", models.DateTimeField()),
                ("via", models.CharField(default="web", max_length=16)),
                ("subject_type", models.CharField(blank=True, default="", max_length=24)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                ("salt", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("transaction", models.BigIntegerField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "because",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="timeline.event",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "-at"], name="timeline_event_kind"),
                    models.Index(fields=["actor", "-at"], name="timeline_event_actor"),
                    models.Index(fields=["-at", "-id"], name="timeline_event_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                ("reader", models.CharField(max_length=80)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="timeline.event",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="timeline_delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(("stuck_at__isnull", False)),
                        fields=["stuck_at"],
                        name="timeline_delivery_stuck",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["done_at"],
                        name="timeline_delivery_done",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "reader"), name="timeline_delivery_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=24)),
                ("record_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("data", models.JSONField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="timeline.event",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["type", "record_id", "-at", "-event"], name="timeline_link_record"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LastEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=24)),
                ("record_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["type", "kind", "at", "record_id"], name="timeline_last_event_kind"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("type", "record_id", "kind"), name="timeline_last_event_unique"
                    )
                ],
            },
        ),
    ]
