import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentPurpose",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("labels", models.JSONField()),
                ("wordings", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RelationKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("labels", models.JSONField()),
                ("reverse_labels", models.JSONField()),
                ("from_type", models.CharField(max_length=24)),
                ("to_type", models.CharField(max_length=24)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(max_length=220)),
                ("norm", models.CharField(blank=True, default="", max_length=200)),
                ("tax_id", models.CharField(blank=True, default="", max_length=20)),
                ("website", models.CharField(blank=True, default="", max_length=200)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=32)),
                ("industry", models.CharField(blank=True, default="", max_length=80)),
                ("employees", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "revenue",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True),
                ),
                ("currency", models.CharField(default="VND", max_length=3)),
                ("founded", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("location", models.CharField(blank=True, default="", max_length=120)),
                ("source", models.CharField(blank=True, default="", max_length=80)),
                ("last_activity_at", models.DateTimeField()),
                ("custom", models.JSONField(blank=True, default=dict)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="branches",
                        to="people.company",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["-last_activity_at", "-id", "owner", "team"],
                        name="people_company_activity",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["owner", "-last_activity_at", "-id"],
                        name="people_company_owner",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["team", "-last_activity_at", "-id"],
                        name="people_company_team",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["name_key", "id", "owner", "team"],
                        name="people_company_name",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["industry", "id"],
                        name="people_company_industry",
                    ),
                    models.Index(
                        condition=models.Q(("tax_id", ""), _negated=True),
                        fields=["tax_id"],
                        name="people_company_tax",
                    ),
                    models.Index(fields=["norm"], name="people_company_norm"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["-deleted_at", "-id"],
                        name="people_company_trash",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="people_company_no_self_parent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("full_name", models.CharField(blank=True, max_length=200)),
                ("given_name", models.CharField(blank=True, default="", max_length=100)),
                ("family_name", models.CharField(blank=True, default="", max_length=100)),
                ("nickname", models.CharField(blank=True, default="", max_length=60)),
                ("name_key", models.CharField(max_length=220)),
                ("norm", models.CharField(blank=True, default="", max_length=200)),
                ("gender", models.CharField(blank=True, default="", max_length=8)),
                ("language", models.CharField(blank=True, default="vi", max_length=2)),
                ("form_of_address", models.CharField(blank=True, default="", max_length=20)),
                ("birthday", models.CharField(blank=True, default="", max_length=10)),
                ("birthday_key", models.PositiveSmallIntegerField(null=True)),
                ("birthday_calendar", models.CharField(default="solar", max_length=5)),
                ("job_title", models.CharField(blank=True, default="", max_length=120)),
                ("stage_entered_at", models.DateTimeField()),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("source", models.CharField(blank=True, default="", max_length=80)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=32)),
                ("score", models.IntegerField(default=0)),
                ("last_activity_at", models.DateTimeField()),
                ("next_step_at", models.DateTimeField(blank=True, null=True)),
                ("custom", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="people.company",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["name_key", "id", "owner", "team"],
                        name="people_contact_name",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["-score", "-id", "owner", "team"],
                        name="people_contact_score",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["-created_at", "-id", "owner", "team"],
                        name="people_contact_created",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("deleted_at__isnull", True), ("next_step_at__isnull", False)
                        ),
                        fields=["next_step_at", "id", "owner", "team"],
                        name="people_contact_next_step",
                    ),
                    models.Index(
                        fields=["company", "-last_activity_at", "-id"],
                        name="people_contact_company",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["source", "id"],
                        name="people_contact_source",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("deleted_at__isnull", True), ("birthday_key__isnull", False)
                        ),
                        fields=["birthday_key"],
                        name="people_contact_birthday",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["-deleted_at", "-id"],
                        name="people_contact_trash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=12)),
                ("given", models.BooleanField()),
                ("wording", models.TextField(blank=True)),
                ("wording_version", models.PositiveIntegerField(default=1)),
                ("language", models.CharField(blank=True, default="", max_length=2)),
                ("source", models.CharField(blank=True, default="", max_length=80)),
                ("proof", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.consentpurpose"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="people.contact",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["contact", "purpose", "channel", "-at"],
                        name="people_consent_newest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(blank=True, default="", max_length=40)),
                ("primary", models.BooleanField(default=False)),
                ("street", models.CharField(blank=True, default="", max_length=240)),
                ("ward", models.CharField(blank=True, default="", max_length=120)),
                ("district", models.CharField(blank=True, default="", max_length=120)),
                ("province", models.CharField(blank=True, default="", max_length=120)),
                ("postcode", models.CharField(blank=True, default="", max_length=12)),
                ("country", models.CharField(blank=True, default="VN", max_length=2)),
                (
                    "company",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="people.company",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="people.contact",
                    ),
                ),
            ],
            options={
                "ordering": ["-primary", "id"],
                "indexes": [
                    models.Index(fields=["province", "contact"], name="people_address_province")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("company__isnull", True), ("contact__isnull", False)),
                            models.Q(("company__isnull", False), ("contact__isnull", True)),
                            _connector="OR",
                        ),
                        name="people_address_has_one_holder",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Handle",
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
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("zalo", "Zalo"),
                            ("line", "LINE"),
                            ("facebook", "Facebook"),
                            ("visitor", "Website visitor"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                ("normal", models.CharField(max_length=254)),
                ("label", models.CharField(blank=True, default="", max_length=40)),
                ("primary", models.BooleanField(default=False)),
                ("identifies", models.BooleanField(default=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("invalid", models.BooleanField(default=False)),
                (
                    "company",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handles",
                        to="people.company",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handles",
                        to="people.contact",
                    ),
                ),
            ],
            options={
                "ordering": ["-primary", "id"],
                "indexes": [models.Index(fields=["kind", "normal"], name="people_handle_normal")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("identifies", True)),
                        fields=("kind", "normal"),
                        name="people_handle_identifies_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("company__isnull", True), ("contact__isnull", False)),
                            models.Q(("company__isnull", False), ("contact__isnull", True)),
                            _connector="OR",
                        ),
                        name="people_handle_has_one_holder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_type", models.CharField(max_length=24)),
                ("from_id", models.BigIntegerField()),
                ("to_type", models.CharField(max_length=24)),
                ("to_id", models.BigIntegerField()),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.relationkind"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["from_type", "from_id"], name="people_relation_from"),
                    models.Index(fields=["to_type", "to_id"], name="people_relation_to"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "from_type", "from_id", "to_type", "to_id"),
                        name="people_relation_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("labels", models.JSONField(default=dict)),
                (
                    "loop",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reach", "Reach"),
                            ("acquire", "Acquire"),
                            ("convert", "Convert"),
                            ("retain", "Retain"),
                            ("loyalty", "Loyalty"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("entry_rule", models.JSONField(blank=True, default=dict)),
                ("call_within_minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="stage",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="people.stage"
            ),
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=300)),
                ("rule", models.JSONField(null=True)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stays",
                        to="people.contact",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.stage"
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "id"],
                "indexes": [models.Index(fields=["stage", "entered_at"], name="people_stay_stage")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("contact",),
                        name="people_stay_one_open",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["-last_activity_at", "-id", "owner", "team", "stage", "company"],
                name="people_contact_activity",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["owner", "-last_activity_at", "-id", "stage", "company"],
                name="people_contact_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["team", "-last_activity_at", "-id", "stage", "company"],
                name="people_contact_team",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["stage", "-last_activity_at", "-id", "owner", "team"],
                name="people_contact_stage",
            ),
        ),
    ]
