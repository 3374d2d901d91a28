"""What is open of an order and when the next of it is due stand beside it, so that lists ask for them; contracts
have terms on their paper, and links for their customers; sums are compared to the cent."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Round

from quen.insights import marking


def fill(apps, schema_editor):
    """Work both out for the orders that are open; nothing is of the others."""
    part = apps.get_model("commerce", "Instalment").objects.filter(
        order=OuterRef("pk"), amount__gt=F("credited") + F("paid") + Decimal("0.005")
    )
    apps.get_model("commerce", "Order").objects.filter(state="open").update(
        open_amount=Round(F("total") - F("credited") - F("paid"), precision=2),
        due_on=Subquery(part.order_by("position").values("due_on")[:1]),
    )


def install(apps, schema_editor):
    marking.install(schema_editor.connection, "order")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_signature"),
        ("commerce", "0008_purchases_counted"),
        ("people", "0007_birthdays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="order",
            name="commerce_order_new",
        ),
        migrations.RemoveIndex(
            model_name="order",
            name="commerce_order_owner",
        ),
        migrations.RemoveIndex(
            model_name="order",
            name="commerce_order_state_new",
        ),
        migrations.AddField(
            model_name="order",
            name="custom",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="order",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="open_amount",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=18),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["-ordered_on", "-id", "owner", "team"],
                name="commerce_order_placed",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["owner", "-ordered_on", "-id"],
                name="commerce_order_of",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["team", "-ordered_on", "-id"],
                name="commerce_order_team",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["state", "-ordered_on", "-id", "owner", "team"],
                name="commerce_order_stands",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["number", "id", "owner", "team"],
                name="commerce_order_number",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["-total", "-id", "owner", "team"],
                name="commerce_order_worth",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["-open_amount", "-id", "owner", "team"],
                name="commerce_order_left",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["due_on", "id", "owner", "team"],
                name="commerce_order_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("open_amount__gt", 0),
                        ("open_amount__lte", models.F("total")),
                        ("state", "open"),
                    ),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("due_on", None),
                        ("open_amount", 0),
                    ),
                    _connector="OR",
                ),
                name="commerce_order_open",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="terms",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.CreateModel(
            name="ContractLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("made_at", models.DateTimeField()),
                ("until_on", models.DateField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="commerce.contract",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("contract",),
                        name="commerce_contractlink_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visit", models.CharField(max_length=24)),
                ("at", models.DateTimeField()),
                (
                    "link",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="commerce.contractlink",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("link", "visit"), name="commerce_contractopening_once"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="instalment",
            name="commerce_instalment_sums",
        ),
        migrations.RemoveConstraint(
            model_name="invoice",
            name="commerce_invoice_total",
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="commerce_order_total",
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="commerce_order_state",
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="commerce_payment_sums",
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    ("credited__gte", 0),
                    ("paid__gte", 0),
                    (
                        "amount__gt",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("paid"), "+", models.F("credited")
                            ),
                            "-",
                            models.Value(Decimal("0.005")),
                        ),
                    ),
                ),
                name="commerce_instalment_sums",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total__gt",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("vat")
                            ),
                            "-",
                            models.Value(Decimal("0.005")),
                        ),
                    ),
                    (
                        "total__lt",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("vat")
                            ),
                            "+",
                            models.Value(Decimal("0.005")),
                        ),
                    ),
                ),
                name="commerce_invoice_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("net__gte", 0),
                    ("total__gt", 0),
                    ("vat__gte", 0),
                    (
                        "total__gt",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("vat")
                            ),
                            "-",
                            models.Value(Decimal("0.005")),
                        ),
                    ),
                    (
                        "total__lt",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("vat")
                            ),
                            "+",
                            models.Value(Decimal("0.005")),
                        ),
                    ),
                ),
                name="commerce_order_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", False), ("state", "cancelled")),
                    models.Q(
                        ("cancelled_at", None),
                        ("state", "paid"),
                        (
                            "paid__gt",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("total"), "-", models.F("credited")
                                ),
                                "-",
                                models.Value(Decimal("0.005")),
                            ),
                        ),
                    ),
                    models.Q(
                        ("cancelled_at", None),
                        ("state", "open"),
                        (
                            "paid__lt",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("total"), "-", models.F("credited")
                                ),
                                "-",
                                models.Value(Decimal("0.005")),
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="commerce_order_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("allocated__gte", 0),
                    ("amount__gt", 0),
                    ("refunded__gte", 0),
                    (
                        "amount__gt",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("allocated"), "+", models.F("refunded")
                            ),
                            "-",
                            models.Value(Decimal("0.005")),
                        ),
                    ),
                ),
                name="commerce_payment_sums",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["team", "-created_at", "-id"],
                name="commerce_contract_team",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["team", "-issued_on", "-id"],
                name="commerce_invoice_team",
            ),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
