"""Home: the day, the loop, and what to do next."""

import json
import re
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from quen.fields.showing import Words, words_for
from quen.kit import days, money
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.ring import LoopStage
from quen.kit.workspace import workspace
from quen.people.staging import stages
from quen.web import day, figures, interview
from quen.work import lines

THAI = re.compile(r"[\u0e00-\u0e7f]")


@require_GET
@needs("web.use")
def home(request: HttpRequest) -> HttpResponse:
    """The page itself; the figures come by their own request, so that the day shows at once.

    On the first day it leads whoever sets the company up to the interview.
    """
    if interview.is_waiting(request.user):
        return redirect("web:first_hour")
    words, scope = words_for(request.user), _scope(request)
    request.live_names = ("tasks", "deals", "contacts")  # type: ignore[attr-defined]
    return page(
        request,
        "web/home.html",
        greeting=_greeting(request.user, words),
        today=days.shown_day(
            words.now.astimezone(timezone.get_current_timezone()).date(),
            words.language,
            words.showing.era,
        ),
        scopes=_scopes(request.user, scope),
        figures_url=f"{reverse('web:figures')}?scope={scope}",
        day_url=f"/?scope={scope}",
        groups=day.groups(request.user, scope, words),
        colleagues=day.by_colleague(request.user, scope),
        later=lines.later(request.user),
        likely=interview.likeliest(request.user),
    )


@require_GET
@needs("web.use")
def figures_part(request: HttpRequest) -> HttpResponse:
    """The loop and the numbers, for a scope."""
    words, scope = words_for(request.user), _scope(request)
    return page(
        request,
        "web/figures.html#figures",
        loop=[_stage(one, words) for one in figures.loop(request.user, scope)],
        middle=[
            _("closed loop"),
            ngettext("last %d day", "last %d days", figures.DAYS) % figures.DAYS,
        ],
        stats=_stats(figures.numbers(request.user, scope), words),
    )


def _scope(request: HttpRequest) -> str:
    """The tab asked for; who leads others begins with what the team does."""
    asked = request.GET.get("scope", "")
    if asked in figures.SCOPES:
        return asked
    reach = request.user.reach("people.view_contact")  # type: ignore[union-attr]
    return "team" if reach in ("team", "tree", "all") else "own"


def _scopes(user: Any, scope: str) -> list[dict[str, Any]]:
    """Own, team, all: as far as the user's reach on customers goes."""
    reach = user.reach("people.view_contact")
    names = {"own": _("Mine"), "team": _("My team"), "all": _("Whole company")}
    allowed = {
        "own": ("own",),
        "team": ("own", "team"),
        "tree": ("own", "team"),
        "all": figures.SCOPES,
    }
    return [
        {"label": names[key], "url": f"/?scope={key}", "active": key == scope}
        for key in allowed.get(reach, ("own",))
    ]


def _greeting(user: Any, words: Words) -> str:
    hour = timezone.localtime().hour
    name = _called(user.full_name)
    if hour < 11:
        return _("Good morning, %s") % name
    return (_("Good afternoon, %s") if hour < 18 else _("Good evening, %s")) % name


def _called(full_name: str) -> str:
    """The given name: the last word of a Vietnamese name, the first of any other, whoever reads it."""
    parts = full_name.split() or [""]
    vietnamese = workspace().country == "VN" and not THAI.search(full_name)
    return parts[-1] if vietnamese else parts[0]


def _stage(one: figures.Loop, words: Words) -> LoopStage:
    labels = {
        "reach": _("Reach"),
        "acquire": _("Acquire"),
        "convert": _("Convert"),
        "retain": _("Retain"),
        "loyalty": _("Loyalty"),
    }
    onward = labels[figures.LOOPS[(figures.LOOPS.index(one.key) + 1) % 5]].lower()
    keys = [s.key for s in stages() if s.loop == one.key]
    rule = json.dumps({"all": [{"field": "lifecycle_stage", "op": "in", "value": keys}]})
    return LoopStage(
        label=labels[one.key],
        count="–" if one.count is None else _figure(one.count, words),
        rate=f"{_percent(one.rate, words)} → {onward}",
        **_moved(one, words),
        url=f"{reverse('people:contacts')}?filter={quote(rule)}",
    )


def _moved(one: figures.Loop, words: Words) -> dict[str, str]:
    """How a conversion moved against the 90 days before, in points."""
    if one.rate is None or one.before is None:
        return {}
    points = round(100 * (one.rate - one.before), 1)
    if not points:
        return {"change": _("unchanged")}
    told = _percent(abs(points) / 100, words).removesuffix("%")
    sign, tone = ("▲", "good") if points > 0 else ("▼", "bad")
    return {"change": f"{sign} {_('%s points') % told}", "tone": tone}


def _figure(number: int, words: Words) -> str:
    grouped = f"{number:,}"
    return grouped.replace(",", ".") if words.language == "vi" else grouped


def _percent(share: float | None, words: Words) -> str:
    if share is None:
        return "–"
    text = f"{100 * share:.1f}%"
    return text.replace(".", ",") if words.language == "vi" else text


def _stats(told: figures.Numbers | None, words: Words) -> list[dict[str, str]]:
    if told is None:
        return []
    change = told.new_today - told.new_before
    decided = told.won + told.lost
    return [
        {
            "label": _("New customers, 24 hours"),
            "value": _figure(told.new_today, words),
            "change": _("%+d against the day before") % change,
            "direction": "up" if change > 0 else "down" if change < 0 else "",
        },
        {
            "label": _("Tasks for today"),
            "value": _figure(told.due, words),
            "change": ngettext("%d overdue", "%d overdue", told.overdue) % told.overdue,
            "tone": "bad" if told.overdue else "",
        },
        {"label": _("Open deals"), **_sums(told.open_value, words)},
        {
            "label": _("Won, 30 days"),
            **_sums(told.won_value, words),
            "change": _("%s won of the decided")
            % _percent(told.won / decided if decided else None, words),
        },
    ]


def _sums(amounts: dict[str, Any], words: Words) -> dict[str, str]:
    """The greatest amount as the figure and each other currency below it; never added together."""
    ordered = sorted(amounts.items(), key=lambda pair: -pair[1])
    told = [money.short(money.Money(a, c), words.language) for c, a in ordered]
    return {"value": told[0] if told else "0", "more": " · ".join(told[1:])}
