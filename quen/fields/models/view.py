"""Saved views: a filter, columns, a sort and a layout, private or shared."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        mine = Q(owner=user)
        if action != "view":
            return (
                self.filter(mine | Q(sharing__in=["team", "all"]))
                if user.can("fields.share_views")
                else self.filter(mine)
            )
        return self.filter(mine | Q(sharing="all") | Q(sharing="team", team_id=user.team_id))


class SavedView(models.Model):
    """`filter` is a condition rule, `columns` field keys, `sort` a key with "-" for downwards."""

    LAYOUTS = [("list", "list"), ("board", "board"), ("calendar", "calendar")]
    SHARINGS = [("me", "me"), ("team", "team"), ("all", "all")]

    type = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    icon = models.CharField(max_length=40, default="list")
    layout = models.CharField(max_length=10, choices=LAYOUTS, default="list")
    filter = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    sort = models.CharField(max_length=80, blank=True, default="")
    group_by = models.CharField(max_length=80, blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.SET_NULL)
    sharing = models.CharField(max_length=4, choices=SHARINGS, default="me")
    position = models.PositiveIntegerField(default=0)
    default_for = models.ForeignKey("accounts.Role", null=True, on_delete=models.SET_NULL)
    version = models.PositiveIntegerField(default=1)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "id"]
        indexes = [models.Index(fields=["type", "sharing"], name="fields_view_type")]
