"""A sheet on the web that is read again and again, until its people let it go."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from quen.fields.models.importing import ImportRun


class WatchedSheetQuerySet(models.QuerySet["WatchedSheet"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user) if user.can("people.import") else self.none()


class WatchedSheet(models.Model):
    """`run` is the import whose columns and rules every reading uses, `last_run` the latest one that brought
    something in. `digest` is of the content as last read, `error` why the last reading failed, `failures`
    how many failed in a row. `next_at` is null once it is no longer read."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    url = models.URLField(max_length=2000)
    every_hours = models.PositiveSmallIntegerField(default=1)
    next_at = models.DateTimeField(null=True, db_index=True)
    last_at = models.DateTimeField(null=True)
    last_run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True, default="")
    error = models.CharField(max_length=400, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WatchedSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "url"], name="fields_watched_sheet_once")
        ]

    def __str__(self) -> str:
        return self.run.name
