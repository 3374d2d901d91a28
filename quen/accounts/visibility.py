"""Who may see and change which records: one queryset method for pages, API, search, export, jobs."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class OwnedQuerySet(models.QuerySet[Any]):
    """For records that have an owner and the owner's team; rooms inherit and add their own words."""

    def visible_to(self, user: Any, action: str = "view") -> Self:
        """What `user` may do `action` to, outside the trash.

        Teams and shared records come as literal ids from the user's own row: a subquery on the team
        tree makes both databases sort everything (docs/performance.md).
        """
        return self.filter(deleted_at=None).within_reach(user, action)

    def within_reach(self, user: Any, action: str = "view") -> Self:
        """As visible_to, trash included."""
        meta = self.model._meta
        reach = user.reach(f"{meta.app_label}.{action}_{meta.model_name}")
        if reach == "all":
            return self
        shared = user.shared_ids(_shared_key(meta.model_name, action))
        if not reach:
            return self.none()
        rule = reach_rule(user, reach)
        return self.filter(rule | Q(pk__in=shared) if shared else rule)


def reach_rule(user: Any, reach: str) -> Q:
    """The condition on owner or team that a reach stands for."""
    if reach == "team" and user.team_id:
        return Q(team_id=user.team_id)
    if reach == "tree" and user.team_id:
        teams = user.team_tree()
        return Q(team_id=teams[0]) if len(teams) == 1 else Q(team_id__in=teams)
    return Q(owner_id=user.pk)


def _shared_key(noun: str | None, action: str) -> str:
    return f"{noun}" if action == "view" else f"{noun}!"


class Owned(models.Model):
    """What every record of the customer's business has: an owner, a team, a version, a trash date.

    `team` is the owner's team when they were given the record; rights look at it.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    team = models.ForeignKey(
        "accounts.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def why_visible(record: Any, user: Any) -> list[dict[str, Any]]:
    """Every reason why `user` sees this record: the role and its reach, or a share; empty if not.

    Each is {"role" or "share", "reach", "because"}; this is the page "why can Lan see this?".
    """
    meta = record._meta
    capability = f"{meta.app_label}.view_{meta.model_name}"
    reasons = []
    for role in user.roles.all():
        reach = role.grants.get(capability, "")
        if reach and (reach == "all" or _within(record, user, reach)):
            reasons.append({"role": role.label, "reach": reach})
    if record.pk in user.shared_ids(meta.model_name):
        reasons.append({"share": True, "reach": "shared"})
    return reasons


def _within(record: Any, user: Any, reach: str) -> bool:
    if reach == "team":
        return bool(user.team_id) and record.team_id == user.team_id
    if reach == "tree":
        return bool(user.team_id) and record.team_id in user.team_tree()
    return bool(record.owner_id == user.pk)


def may(record: Any, user: Any, action: str) -> bool:
    """Whether `user` may do `action` to a record that they see; asks nothing but shared ids."""
    meta = record._meta
    reach = user.reach(f"{meta.app_label}.{action}_{meta.model_name}")
    if not reach:
        return False
    shared = record.pk in user.shared_ids(_shared_key(meta.model_name, action))
    return reach == "all" or shared or _within(record, user, reach)
