"""Teams stand in a tree; the tree drives rights, targets and reports."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.is_active else self.none()


class Team(models.Model):
    """A team and where it hangs; `path` is the ids from the root, as "/1/4/"."""

    name = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    path = models.CharField(max_length=400, blank=True, default="", db_index=True)
    version = models.PositiveIntegerField(default=1)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="accounts_team_no_self"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for a root."""
        return max(self.path.count("/") - 2, 0)
