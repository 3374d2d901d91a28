"""The tree that products are sorted into."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        right = "commerce.view_product" if action == "view" else "commerce.manage_categories"
        return self if user.can(right) else self.none()

    def live(self) -> Self:
        return self.filter(removed_at=None)


class Category(models.Model):
    """A branch of the tree. A removed one stays, since what was sold once keeps pointing at it."""

    name = models.CharField(max_length=80)
    norm = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "norm", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "norm"],
                condition=Q(removed_at=None),
                name="commerce_category_name_unique",
            ),
            models.UniqueConstraint(
                fields=["norm"],
                condition=Q(removed_at=None, parent=None),
                name="commerce_category_root_unique",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="commerce_category_no_self_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
