"""Teams in their tree."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.actions.rights import refresh
from quen.accounts.models import Team, User
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def add_team(*, name: str, by: User | None, parent: Team | None = None) -> Team:
    """Add a team. Raises Refused where the name is empty or taken."""
    name = _checked_name(name)
    team = Team.objects.create(name=name, parent=parent)
    team.path = f"{parent.path if parent else '/'}{team.pk}/"
    team.save(update_fields=["path"])
    _tell(team, {"name": ["", name]}, by)
    _refresh_all()
    return team


@transaction.atomic
def change_team(team: Team, *, by: User | None, name: str, parent: Team | None) -> Team:
    """Rename or move a team with all below it. Raises Refused for a loop."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    name = _checked_name(name, but=team)
    if parent is not None and parent.path.startswith(team.path):
        raise Refused(_("A team cannot hang below itself."))
    changes: dict[str, Any] = {}
    if team.name != name:
        changes["name"] = [team.name, name]
    if team.parent_id != (parent.pk if parent else None):
        changes["parent"] = [str(team.parent or ""), str(parent or "")]
    _move(team, name, parent)
    if changes:
        _tell(team, changes, by)
        _refresh_all()
    return team


def _move(team: Team, name: str, parent: Team | None) -> None:
    before = team.path
    team.name, team.parent = name, parent
    team.path = f"{parent.path if parent else '/'}{team.pk}/"
    team.version += 1
    team.save()
    for child in Team.objects.filter(path__startswith=before).exclude(pk=team.pk):
        child.path = team.path + child.path[len(before) :]
        child.save(update_fields=["path"])


def _checked_name(name: str, but: Team | None = None) -> str:
    name = name.strip()
    others = Team.objects.exclude(pk=but.pk) if but else Team.objects.all()
    if not name or others.filter(name__iexact=name).exists():
        raise Refused(
            _("Give the team a name that no other team has."),
            errors={"name": _("This name is empty or taken.")},
        )
    return name


def _tell(team: Team, changes: dict[str, Any], by: User | None) -> None:
    record(events.TeamChanged(name=team.name, changes=changes), on=[team], by=by)


def _refresh_all() -> None:
    refresh(
        User.objects.filter(team__isnull=False).select_related("team").prefetch_related("roles")
    )
