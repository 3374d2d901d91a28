"""Why somebody sees a record, or why they cannot, in sentences."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from quen.accounts.models import Share, User
from quen.accounts.visibility import Owned, why_visible


def reasons_for(record: Any, user: User) -> list[str]:
    """Each role, reach, team and share through which `user` sees the record; empty if they do not."""
    if not user.is_active or record.deleted_at:
        return []
    return [_because(reason, record, user) for reason in why_visible(record, user)]


def obstacles_for(record: Any, user: User) -> list[str]:
    """What keeps the record from someone who does not see it."""
    if not user.is_active:
        return [_("They are switched off.")]
    if record.deleted_at:
        return [_("The record lies in the trash.")]
    meta = record._meta
    reach = user.reach(f"{meta.app_label}.view_{meta.model_name}")
    if not reach:
        return [_("None of their roles lets them see records of this kind, shared ones included.")]
    owner = record.owner.full_name if record.owner_id else _("nobody")
    team = record.team.name if record.team_id else _("no team")
    return [
        {
            "own": _("Their roles reach only what they own; this belongs to %s.") % owner,
            "team": _(
                "Their roles reach only their own team; this belongs to %(owner)s of %(team)s."
            )
            % {"owner": owner, "team": team},
            "tree": _(
                "Their roles reach their team and those below; this belongs to %(owner)s of %(team)s."
            )
            % {"owner": owner, "team": team},
        }[reach],
        _("Nobody has shared it with them."),
    ]


def askable(by: User) -> list[User]:
    """The colleagues whom `by` may ask about: all for who manages them, else those they lead."""
    every = User.objects.visible_to(by).select_related("team").prefetch_related("roles")
    if by.can("accounts.manage_users"):
        return list(every)
    led = by.team_tree() if _leads(by) else []
    return list(every.filter(Q(team_id__in=led) | Q(pk=by.pk)))


def _leads(by: User) -> bool:
    """Whoever sees beyond their own records leads."""
    return any(
        reach in ("team", "tree", "all") for key, reach in by.grants.items() if ".view_" in key
    )


def _because(reason: dict[str, Any], record: Owned, user: User) -> str:
    if reason.get("share"):
        return _share(record, user)
    role = reason["role"]
    words = {
        "all": _("The role %(role)s sees all records of this kind."),
        "tree": _(
            "The role %(role)s sees what their team and the teams below own; this is of %(team)s."
        ),
        "team": _("The role %(role)s sees what their team %(team)s owns."),
        "own": _("The role %(role)s sees what they own, and this is theirs."),
    }[reason["reach"]]
    return words % {"role": role, "team": record.team or "—"}


def _share(record: Any, user: User) -> str:
    found = Share.objects.reaching(user).filter(type=record._meta.model_name, record_id=record.pk)
    share = found.select_related("by", "team").first()
    if share is None:
        return _("It is shared with them.")
    if share.team_id:
        return _("%(name)s shared it with their team %(team)s.") % {
            "name": share.by.full_name,
            "team": share.team,
        }
    return _("%s shared it with them.") % share.by.full_name
