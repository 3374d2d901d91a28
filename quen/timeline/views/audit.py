"""The audit log's page."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.kit import days, records
from quen.kit.asked import id_in
from quen.kit.pages import needs
from quen.kit.render import page
from quen.timeline.audit import GROUPS, Asked, audit_page
from quen.timeline.labels import label_of_field
from quen.timeline.reading import Cursor, Line

MOST_CHANGES = 8


@require_GET
@needs("timeline.view_audit")
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where; by kind, colleague, day and record."""
    user: Any = request.user
    asked = _asked(request)
    lines, after = audit_page(asked, user, _cursor(request.GET.get("before", "")))
    titles = records.titles({line.subject for line in lines if line.subject})
    context: dict[str, Any] = {
        "lines": [_shown(line, titles, user) for line in lines],
        "asked": asked,
        "groups": [(key, str(label)) for key, label in GROUPS.items()],
        "people": list(get_user_model().objects.visible_to(user).values_list("pk", "full_name")),
        "day": asked.day.isoformat() if asked.day else "",
        "record": request.GET.get("record", "") if asked.record else "",
        "filtered": any((asked.group, asked.actor, asked.day, asked.record)),
        "pager": _pager(request, lines, after),
    }
    return page(request, "timeline/audit.html", **context)


def _asked(request: HttpRequest) -> Asked:
    """The filter of the address; what cannot be read is left out."""
    group, actor = request.GET.get("group", ""), request.GET.get("actor", "")
    return Asked(
        group=group if group in GROUPS else "",
        actor=id_in(actor) or None,
        day=_day(request.GET.get("day", "")),
        record=_record(request.GET.get("record", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _record(text: str) -> tuple[str, int] | None:
    key, _dash, pk = text.rpartition("-")
    return (key, id_in(pk)) if key in records.TYPES and id_in(pk) else None


def _cursor(text: str) -> Cursor | None:
    at, _comma, pk = text.partition(",")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if not id_in(pk) or timezone.is_naive(moment):
        return None
    return Cursor(moment, id_in(pk))


def _pager(request: HttpRequest, lines: list[Line], after: Cursor | None) -> dict[str, str]:
    facts = {"shown": ""}
    if after:
        query = {k: v for k, v in request.GET.items() if k != "before"}
        here = urlencode({**query, "before": f"{after.at.isoformat()},{after.id}"})
        facts["next_url"] = f"?{here}"
    return facts


def _shown(line: Line, titles: dict[tuple[str, int], str], user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    about = titles.get(line.subject, "") if line.subject else ""
    return {
        "icon": line.icon,
        "sentence": line.sentence,
        "time": days.shown_moment(line.at, user.zone, user.language, era),
        "about": about,
        "about_query": f"{line.subject[0]}-{line.subject[1]}" if line.subject else "",
        "via": {"web": "", "api": "API", "system": _("by itself"), "flow": _("workflow")}.get(
            line.via, line.via
        ),
        "changes": [
            words
            for key, before, after in line.changes
            for words in _changed(_label(line, key), before, after)
        ][:MOST_CHANGES],
    }


def _label(line: Line, key: str) -> str:
    return label_of_field(line.subject[0] if line.subject else "", key)


def _changed(key: str, before: Any, after: Any) -> list[str]:
    """A change in words; of a grid of rights only the cells that differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        cells = sorted({*before, *after})
        return [
            f"{cell}: {_word(before.get(cell))} → {_word(after.get(cell))}"
            for cell in cells
            if before.get(cell) != after.get(cell)
        ]
    return [f"{key}: {_word(before)} → {_word(after)}"]


def _word(value: Any) -> str:
    text = "—" if value in (None, "", [], {}) else str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
