"""Boards of tiles that colleagues keep for themselves or share."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class DashboardQuerySet(models.QuerySet["Dashboard"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return (
            self.filter(owner=user)
            if action != "view"
            else self.filter(Q(owner=user) | Q(shared=True))
        )


class Dashboard(models.Model):
    """`tiles` is a list of {"kind", "measure", "by", "width"} in their order. Sharing shares the tiles: each
    colleague sees their own figures on them."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(default=False)
    tiles = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DashboardQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
