"""Where people and companies are: the text as given, with its parts."""

from django.db import models
from django.db.models import Q


class Address(models.Model):
    """`district` is filled for addresses from before July 2025 in Vietnam, and in Thailand."""

    contact = models.ForeignKey(
        "people.Contact", null=True, on_delete=models.CASCADE, related_name="addresses"
    )
    company = models.ForeignKey(
        "people.Company", null=True, on_delete=models.CASCADE, related_name="addresses"
    )
    label = models.CharField(max_length=40, blank=True, default="")
    primary = models.BooleanField(default=False)
    street = models.CharField(max_length=240, blank=True, default="")
    ward = models.CharField(max_length=120, blank=True, default="")
    district = models.CharField(max_length=120, blank=True, default="")
    province = models.CharField(max_length=120, blank=True, default="")
    postcode = models.CharField(max_length=12, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="VN")

    class Meta:
        ordering = ["-primary", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="people_address_has_one_holder",
            )
        ]
        indexes = [models.Index(fields=["province", "contact"], name="people_address_province")]
