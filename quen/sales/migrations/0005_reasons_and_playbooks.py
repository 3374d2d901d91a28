"""Reasons become a tree of winning and losing, stages get playbooks, deals the people involved."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quen.sales import counting


def install(apps, editor):
    """SQLite makes altered tables anew and drops their triggers."""
    counting.install(editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("fields", "0014_watched_sheets"),
        ("people", "0007_birthdays"),
        ("sales", "0004_idle"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RenameModel("LostReason", "Reason"),
        migrations.CreateModel(
            name="Competitor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("norm", models.CharField(max_length=120)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Involved",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("decider", "Decision maker"),
                            ("payer", "Holds the budget"),
                            ("influencer", "Influencer"),
                            ("champion", "On our side"),
                            ("user", "User"),
                            ("blocker", "Against it"),
                        ],
                        default="decider",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PlaybookItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("step", "Step"), ("document", "Document")],
                        default="step",
                        max_length=8,
                    ),
                ),
                ("labels", models.JSONField(default=dict)),
                ("required", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="deal",
            name="ask_again_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="contacted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deal",
            name="won_reason",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.reason",
            ),
        ),
        migrations.AddField(
            model_name="reason",
            name="kind",
            field=models.CharField(
                choices=[("lost", "Why deals are lost"), ("won", "Why deals are won")],
                default="lost",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="reason",
            name="names_competitor",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reason",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="sales.reason",
            ),
        ),
        migrations.AddField(
            model_name="reason",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stage",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stage",
            name="exit_rule",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="stage",
            name="goal",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="stage",
            name="required_fields",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="stage",
            name="rot_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stage",
            name="script",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="deal",
            name="lost_reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="sales_reason_no_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="competitor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("norm",),
                name="sales_competitor_unique",
            ),
        ),
        migrations.AddField(
            model_name="deal",
            name="competitor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.competitor",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("won_reason__isnull", False)),
                fields=["won_reason"],
                name="sales_deal_won_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("competitor__isnull", False)),
                fields=["competitor"],
                name="sales_deal_competitor",
            ),
        ),
        migrations.AddField(
            model_name="involved",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="involved_in",
                to="people.contact",
            ),
        ),
        migrations.AddField(
            model_name="involved",
            name="deal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="involved",
                to="sales.deal",
            ),
        ),
        migrations.AddField(
            model_name="playbookitem",
            name="stage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="sales.stage"
            ),
        ),
        migrations.AddField(
            model_name="tick",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tick",
            name="deal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="sales.deal"
            ),
        ),
        migrations.AddField(
            model_name="tick",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="fields.file",
            ),
        ),
        migrations.AddField(
            model_name="tick",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="sales.playbookitem",
            ),
        ),
        migrations.AddConstraint(
            model_name="involved",
            constraint=models.UniqueConstraint(
                fields=("deal", "contact"), name="sales_involved_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tick",
            constraint=models.UniqueConstraint(fields=("deal", "item"), name="sales_tick_once"),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
