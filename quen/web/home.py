"""Home: the day, the loop, and what to do next."""

import json
import re
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from quen.fields.showing import Words, words_for
from quen.kit import days, money
from quen.kit.pages import needs
from quen.kit.records import TYPES, titles
from quen.kit.render import page
from quen.kit.ring import LoopStage
from quen.kit.workspace import workspace
from quen.people.staging import stages
from quen.web import figures

THAI = re.compile(r"[\u0e00-\u0e7f]")


@require_GET
@needs("web.use")
def home(request: HttpRequest) -> HttpResponse:
    """The page itself; the figures come by their own request, so that the day shows at once."""
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
        todo=_todo(request.user, scope, words),
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
        url=f"{reverse('people:contacts')}?filter={quote(rule)}",
    )


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


def _todo(user: Any, scope: str, words: Words) -> list[dict[str, Any]]:
    """Overdue and due tasks, then the greatest deals without a next step; each leads to its record."""
    tasks = figures.due_tasks(user, scope) if user.can("work.view_task") else []
    names = titles((t.type, t.record_id) for t in tasks if t.record_id)
    lines = [_task_line(task, names, words, _whose(task, user)) for task in tasks]
    deals = figures.idle_deals(user, scope) if user.can("sales.view_deal") else []
    return lines + [_deal_line(deal, words, _whose(deal, user)) for deal in deals]


def _whose(it: Any, user: Any) -> str:
    """The colleague's name where it is not the reader's own."""
    return it.owner.full_name if it.owner and it.owner_id != user.pk else ""


def _task_line(
    task: Any, names: dict[tuple[str, int], str], words: Words, whose: str
) -> dict[str, Any]:
    late = task.due_on and task.due_on < words.now.date()
    on = names.get((task.type, task.record_id or 0), "")
    known = TYPES.get(task.type)
    return {
        "icon": "checkbox",
        "tone": "bad" if late else "convert",
        "title": task.title,
        "sub": " · ".join(
            filter(
                None, [whose, on, days.shown_day(task.due_on, words.language, words.showing.era)]
            )
        ),
        "url": known.url(task.record_id) if known and task.record_id else "",
        "end": _("Overdue") if late else _("Today"),
    }


def _deal_line(deal: Any, words: Words, whose: str) -> dict[str, Any]:
    who = deal.company.name if deal.company else deal.contact.full_name if deal.contact else ""
    return {
        "icon": "layout-kanban",
        "tone": "acquire",
        "title": deal.name,
        "sub": " · ".join(filter(None, [whose, who, _("no next step")])),
        "url": TYPES["deal"].url(deal.pk),
        "end": money.short(money.Money(deal.amount, deal.currency), words.language),
    }
