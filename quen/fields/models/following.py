"""Saved views that colleagues follow: pinned to the side bar, mailed about, and the members kept for them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from quen.fields.models.view import SavedView
from quen.kit.leases import Leased


class FollowingQuerySet(models.QuerySet["Following"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user)


class Following(models.Model):
    """One colleague's pin on a view, and whether they are mailed what enters it.

    `told_at` is the keeping whose entries they were last told of.
    """

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="followings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pinned = models.BooleanField(default=False)
    mailed = models.BooleanField(default=False)
    told_at = models.DateTimeField()

    objects = FollowingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["view", "user"], name="fields_following_once")
        ]


class Keeping(Leased):
    """The members of a view as last worked out: for everybody, or as one colleague sees them (`user`)
    where the view's conditions depend on who asks.

    `at` is the moment that the page tells ("as of 10:42"), `changed_at` when something happened to
    records of its type, `wait` the seconds until it may be worked out again. `many` says that there are
    too many members to keep.
    """

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="keepings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    wait = models.FloatField(default=0)
    many = models.BooleanField(default=False)

    class Meta(Leased.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["view", "user"], name="fields_keeping_once"),
            models.UniqueConstraint(
                fields=["view"], condition=Q(user=None), name="fields_keeping_for_all"
            ),
        ]


class ViewMember(models.Model):
    """A record in a kept view. `since` is the keeping that first saw it; NULL: there from the start."""

    keeping = models.ForeignKey(
        Keeping, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    record_id = models.BigIntegerField()
    since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keeping", "record_id"], name="fields_member_once")
        ]
        indexes = [
            models.Index(
                fields=["keeping", "since"],
                condition=Q(since__isnull=False),
                name="fields_member_since",
            )
        ]
