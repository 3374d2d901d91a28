"""What the day leaves out: how much more there is of a kind, and the list where all of it stands."""

import json
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from quen.kit import lunar
from quen.kit.workspace import today

# More than these are not counted: the page costs the same however many there are.
COUNTED = 200

Rule = dict[str, Any]


def more(rest: int, url: str) -> dict[str, str] | None:
    """{"label", "url"} where `rest` are left out."""
    if rest <= 0:
        return None
    number = f"{COUNTED}+" if rest >= COUNTED else str(rest)
    return {"label": _("and %(more)s more") % {"more": number}, "url": url}


def tasks_url(scope: str) -> str:
    """Open tasks, one's own or one's team's."""
    return f"{reverse('work:tasks')}?tab={'mine' if scope == 'own' else 'team'}"


def idle_url(user: Any, scope: str) -> str:
    """Open deals without a next step."""
    empty = [{"field": key, "op": "empty"} for key in ("closed_at", "next_step_at")]
    return _listed("sales:deals", [*empty, *_whose(user, scope)])


def renewals_url(user: Any, scope: str) -> str:
    """Contracts that near their end."""
    near = {"field": "state", "op": "is", "value": "nearing"}
    return _listed("commerce:contracts", [near, *_whose(user, scope)])


def uncalled_url(user: Any, scope: str, stage: str) -> str:
    """Customers in a stage."""
    here = {"field": "lifecycle_stage", "op": "in", "value": [stage]}
    return _listed("people:contacts", [here, *_whose(user, scope)])


def birthdays_url(user: Any, scope: str) -> str:
    """Customers whose birthday is today, by the sun or by the moon."""
    day = today()
    moon = lunar.to_lunar(day)
    born = [_born("solar", day.month, day.day)]
    if not moon.leap:
        born.append(_born("lunar", moon.month, moon.day))
    return _listed("people:contacts", [{"any": born}, *_whose(user, scope)])


def _born(calendar: str, month: int, day: int) -> Rule:
    written = {"field": "birthday", "op": "contains", "value": f"-{month:02}-{day:02}"}
    return {"all": [written, {"field": "birthday_calendar", "op": "is", "value": calendar}]}


def _whose(user: Any, scope: str) -> list[Rule]:
    if scope == "own":
        return [{"field": "owner_id", "op": "is", "value": "me"}]
    if scope == "team" and user.team_id:
        return [{"field": "team_id", "op": "in", "value": sorted(user.team_tree())}]
    return []


def _listed(route: str, rules: list[Rule]) -> str:
    return f"{reverse(route)}?filter={quote(json.dumps({'all': rules}))}"
