"""An organisation."""

from django.db import models
from django.db.models import F, Q

from quen.accounts.visibility import Owned, OwnedQuerySet

LIVE = Q(deleted_at__isnull=True)


class CompanyQuerySet(OwnedQuerySet):
    pass


class Company(Owned):
    """`norm` is the folded name; `revenue` is a year's, in `currency`."""

    DEFAULT_SORT = "last_activity_at"

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=220)
    norm = models.CharField(max_length=200, blank=True, default="")
    tax_id = models.CharField(max_length=20, blank=True, default="")
    website = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    industry = models.CharField(max_length=80, blank=True, default="")
    employees = models.PositiveIntegerField(null=True, blank=True)
    revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="VND")
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    location = models.CharField(max_length=120, blank=True, default="")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches"
    )
    source = models.CharField(max_length=80, blank=True, default="")
    last_activity_at = models.DateTimeField()
    custom = models.JSONField(default=dict, blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="people_company_no_self_parent",
            )
        ]
        indexes = [
            models.Index(
                fields=["-last_activity_at", "-id", "owner", "team"],
                condition=LIVE,
                name="people_company_activity",
            ),
            models.Index(
                fields=["owner", "-last_activity_at", "-id"],
                condition=LIVE,
                name="people_company_owner",
            ),
            models.Index(
                fields=["team", "-last_activity_at", "-id"],
                condition=LIVE,
                name="people_company_team",
            ),
            models.Index(
                fields=["name_key", "id", "owner", "team"],
                condition=LIVE,
                name="people_company_name",
            ),
            models.Index(
                fields=["industry", "id", "team", "owner"],
                condition=LIVE,
                name="people_company_industry",
            ),
            models.Index(fields=["tax_id"], condition=~Q(tax_id=""), name="people_company_tax"),
            models.Index(fields=["norm"], name="people_company_norm"),
            models.Index(
                fields=["-deleted_at", "-id"],
                condition=Q(deleted_at__isnull=False),
                name="people_company_trash",
            ),
        ]

    def __str__(self) -> str:
        return self.name
