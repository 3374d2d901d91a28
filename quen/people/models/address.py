"""Where people and companies are: the text as given, with its parts."""

from django.db import models
from django.db.models import Q

OLD_FORMAT = Q(country="VN") & ~Q(district="")


class Address(models.Model):
    """`district` is filled for addresses from before July 2025 in Vietnam, and in Thailand.

    Once converted, `old_ward`, `old_district` and `old_province` keep its parts as they were, `given` the
    whole line where they stood in the street, and `sweep` names the run that did it.
    """

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
    given = models.CharField(max_length=240, blank=True, default="", db_default="")
    old_ward = models.CharField(max_length=120, blank=True, default="", db_default="")
    old_district = models.CharField(max_length=120, blank=True, default="", db_default="")
    old_province = models.CharField(max_length=120, blank=True, default="", db_default="")
    sweep = models.ForeignKey(
        "people.AddressSweep", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-primary", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="people_address_has_one_holder",
            )
        ]
        indexes = [
            models.Index(fields=["province", "contact"], name="people_address_province"),
            models.Index(fields=["contact"], condition=OLD_FORMAT, name="people_address_old"),
        ]
