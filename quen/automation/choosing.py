"""Whom to ask: a person, those of a role, the owner of the record, the lead above."""

from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.accounts.models.role import REACHES
from quen.automation.reaching import right_of
from quen.kit.asked import id_in
from quen.kit.refused import Refused

_TREE, _ALL = REACHES.index("tree"), REACHES.index("all")


def asked(whom: str, record: Any, type_key: str, by: User) -> list[User]:
    """The colleagues that "manager", "owner", "role:key" or "user:id" means for what `by` asks.

    Who asks is never asked themselves. Raises Refused for a word that is none of these.
    """
    word, _colon, rest = whom.partition(":")
    if word == "manager":
        return managers_of(by, right_of(type_key, "change"))
    if word == "owner":
        found = User.objects.filter(pk=getattr(record, "owner_id", None) or 0)
    elif word == "role":
        found = User.objects.filter(roles__key=rest)
    elif word == "user" and id_in(rest):
        found = User.objects.filter(pk=id_in(rest))
    else:
        raise Refused(_("Nobody is called “%s”.") % whom)
    return list(found.filter(is_active=True).exclude(pk=by.pk).order_by("pk").distinct())


def managers_of(user: User, right: str) -> list[User]:
    """The lead above a colleague: who reaches further than they in their team, else up the tree, else
    whoever reaches everything.

    Of several the ones whose reach is the narrowest that holds: a lead before an administrator.
    """
    own = REACHES.index(user.reach(right))
    for level, team_id in enumerate(_teams_up(user)):
        least = max(own + 1, REACHES.index("team")) if level == 0 else _TREE
        found = _reaching(team_id, right, least, user)
        if found:
            return found
    return _reaching(None, right, max(own + 1, _ALL), user)


def _teams_up(user: User) -> list[int]:
    """The colleague's team and those above it, the nearest first."""
    if user.team is None:
        return []
    return [int(part) for part in reversed(user.team.path.split("/")) if part]


def _reaching(team_id: int | None, right: str, least: int, but: User) -> list[User]:
    rows = User.objects.filter(is_active=True).exclude(pk=but.pk).order_by("pk")
    rows = rows.filter(team_id=team_id) if team_id else rows
    ranked = [(REACHES.index(one.reach(right)), one) for one in rows]
    fitting = [rank for rank, _one in ranked if rank >= least]
    return [one for rank, one in ranked if fitting and rank == min(fitting)]
