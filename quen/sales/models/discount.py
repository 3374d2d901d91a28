"""How much a role may take off a quote without asking."""

from typing import Any, Self

from django.db import models
from django.db.models import Q


class DiscountLimitQuerySet(models.QuerySet["DiscountLimit"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("sales.manage_pipelines") else self.none()


class DiscountLimit(models.Model):
    """A role's limit in percent; a role without a row has none. Of several roles the widest counts."""

    role = models.OneToOneField("accounts.Role", on_delete=models.CASCADE, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    objects = DiscountLimitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="sales_discountlimit_percent"
            )
        ]
