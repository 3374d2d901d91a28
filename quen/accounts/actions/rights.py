"""Working out what each colleague may do, whenever a role, a team or a share changes."""

from collections.abc import Iterable

from django.db import transaction

from quen.accounts.callers import forget_callers
from quen.accounts.models import Role, Share, Team, User
from quen.accounts.models.role import FIELD_RIGHTS
from quen.accounts.models.user import widest
from quen.kit import rows


@transaction.atomic
def refresh(users: Iterable[User]) -> None:
    """Write grants, field rights and team ids anew onto these colleagues' rows."""
    every, teams = list(users), list(Team.objects.values_list("pk", "path"))
    shared = set(Share.objects.running().order_by().values_list("user_id", "team_id").distinct())
    held = _roles_of(every)
    for user in every:
        roles = held.get(user.pk, [])
        user.grants = added_up(roles)
        user.field_rights = fields_added_up(roles)
        user.masked = bool(roles) and all(role.masked for role in roles)
        user.team_ids = below(user.team, teams) if user.team else []
        user.has_shares = any(u == user.pk or (t and t == user.team_id) for u, t in shared)
    written = ["grants", "field_rights", "masked", "team_ids", "has_shares"]
    rows.update_all(every, written)
    forget_callers()


def _roles_of(users: Iterable[User]) -> dict[int, list[Role]]:
    """Each colleague's roles as they stand in the database."""
    held: dict[int, list[Role]] = {}
    links = User.roles.through.objects.filter(user_id__in=[user.pk for user in users])
    for link in links.select_related("role").order_by("role_id"):
        held.setdefault(link.user_id, []).append(link.role)
    return held


def added_up(roles: Iterable[Role]) -> dict[str, str]:
    """The widest reach of each right over several roles."""
    gathered: dict[str, list[str]] = {}
    for role in roles:
        for key, reach in role.grants.items():
            gathered.setdefault(key, []).append(reach)
    return {key: widest(reaches) for key, reaches in gathered.items() if widest(reaches)}


def fields_added_up(roles: list[Role]) -> dict[str, str]:
    """The widest right on each field: limited only where every role limits it."""
    named = {key for role in roles for key in role.fields}
    rights = {
        key: max((r.fields.get(key, "write") for r in roles), key=FIELD_RIGHTS.index)
        for key in named
    }
    return {key: right for key, right in rights.items() if right != "write"}


def below(team: Team, teams: Iterable[tuple[int, str]]) -> list[int]:
    """Ids of a team and all below it, the team itself first."""
    return [team.pk] + [pk for pk, path in teams if pk != team.pk and path.startswith(team.path)]
