"""One record shared with a colleague or a team, with an end."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

MOST_SHARED = 2000


class ShareQuerySet(models.QuerySet["Share"]):
    def running(self) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))

    def reaching(self, user: Any) -> Self:
        return self.running().filter(Q(user=user) | Q(team_id=user.team_id, team__isnull=False))

    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(Q(user=user) | Q(by=user))


class Share(models.Model):
    """(type, record) may be seen, or changed, by a user or a team until a moment."""

    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="shares"
    )
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.CASCADE)
    may_change = models.BooleanField(default=False)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["type", "record_id"], name="accounts_share_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, team__isnull=True)
                | Q(user__isnull=True, team__isnull=False),
                name="accounts_share_one_side",
            )
        ]

    @classmethod
    def ids_for(cls, user: Any) -> dict[str, list[int]]:
        """Shared ids by type key, "type" to see and "type!" to change, at most 2,000 in all."""
        found: dict[str, list[int]] = {}
        rows = cls.objects.reaching(user).values_list("type", "record_id", "may_change")
        for type_key, pk, may_change in rows.order_by("-id")[:MOST_SHARED]:
            found.setdefault(type_key, []).append(pk)
            if may_change:
                found.setdefault(f"{type_key}!", []).append(pk)
        return found
