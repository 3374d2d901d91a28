"""Teams in their tree."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.actions import teams
from quen.accounts.forms import TeamForm
from quen.accounts.models import Team
from quen.kit.pages import needs
from quen.kit.render import page


@require_GET
@needs("accounts.manage_users")
def team_list(request: HttpRequest) -> HttpResponse:
    """The tree, each team with a form to rename or move it."""
    return _page(request)


@require_POST
@needs("accounts.manage_users")
def team_new(request: HttpRequest) -> HttpResponse:
    """Add a team."""
    by: Any = request.user
    form = TeamForm(request.POST, teams=_teams(request))
    if form.accepted(lambda **facts: teams.add_team(by=by, **facts)) is None:
        return _page(request, status=422, form=form)
    messages.success(request, _("The team is there."))
    return redirect("accounts:teams")


@require_POST
@needs("accounts.manage_users")
def team_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or move a team with all below it."""
    by: Any = request.user
    every = _teams(request)
    team = get_object_or_404(Team.objects.visible_to(by, "change"), pk=pk)
    form = TeamForm(request.POST, teams=_elsewhere(every, team), prefix=f"team-{pk}")
    if form.accepted(lambda **facts: teams.change_team(team, by=by, **facts)) is None:
        return _page(request, status=422, refused=form, refused_pk=pk)
    messages.success(request, _("Saved."))
    return redirect("accounts:teams")


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    refused: TeamForm | None = None,
    refused_pk: int = 0,
    **facts: Any,
) -> HttpResponse:
    every = _teams(request)
    lines = [_line(team, every) for team in every]
    for line in lines:
        if refused is not None and line["team"].pk == refused_pk:
            line["form"] = refused
    context = {"lines": lines, "form": TeamForm(teams=every), **facts}
    return page(request, "accounts/teams.html", status=status, **context)


def _line(team: Team, every: list[Team]) -> dict[str, Any]:
    began = {"name": team.name, "parent": team.parent_id or ""}
    form = TeamForm(initial=began, teams=_elsewhere(every, team), prefix=f"team-{team.pk}")
    return {
        "team": team,
        "dots": range(team.depth),
        "people": team.people,  # type: ignore[attr-defined]
        "form": form,
    }


def _teams(request: HttpRequest) -> list[Team]:
    people = Count("user", filter=Q(user__is_active=True))
    return list(Team.objects.visible_to(request.user).annotate(people=people))


def _elsewhere(every: list[Team], team: Team) -> list[Team]:
    """Where a team may hang: anywhere but below itself."""
    return [other for other in every if not other.path.startswith(team.path)]
