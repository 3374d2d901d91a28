"""Targets of a period: seen as a tree, and set by those who may."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.showing import words_for
from quen.insights.actions.targets import key_of, set_targets
from quen.insights.dimensions import dimension_of
from quen.insights.markets import markets_for
from quen.insights.measures import MEASURES, Measure, measures_for
from quen.insights.spans import UNITS
from quen.insights.target_periods import MONTHS, Period, period_of
from quen.insights.target_tree import Sheet
from quen.insights.targets import Part, is_rate, may_have_targets
from quen.kit import days
from quen.kit.amounts import parse_amount, parse_number
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import today, workspace


@require_GET
@needs("web.use")
def targets(request: HttpRequest) -> HttpResponse:
    """What the company, its teams and people are to reach in a period, and how far they are."""
    return _shown(request, request.GET)


@require_POST
@needs("insights.manage_targets")
def targets_set(request: HttpRequest) -> HttpResponse:
    """Set what is typed, all or nothing; an empty box takes a target back."""
    user, sheet = acting_user(request), _sheet(request, request.POST)
    by = _by(sheet, request.POST)
    every = [node.part for root in sheet.nodes(by) for node in root.every()]
    try:
        given = {
            part: _read(request, part, sheet) for part in every if key_of(part) in request.POST
        }
        set_targets(sheet.measure, sheet.period, given, by=user)
    except Refused as refused:
        return _shown(request, request.POST, refused)
    return redirect(_url(sheet.measure, sheet.period, by))


def _read(request: HttpRequest, part: Part, sheet: Sheet) -> Decimal | None:
    """What stands in the box of a part. Raises Refused for what is no number."""
    text, language = request.POST[key_of(part)].strip(), acting_user(request).language
    if not text:
        return None
    try:
        if sheet.measure.unit == "money":
            return parse_amount(text, language, workspace().currency).amount
        if sheet.measure.unit == "percent":
            return round(parse_number(text.rstrip("% "), language), 2)
        return Decimal(int(parse_number(text, language)))
    except ValueError as error:
        raise Refused(str(error), errors={key_of(part): str(error)}) from error


def _shown(request: HttpRequest, asked: Any, refused: Refused | None = None) -> HttpResponse:
    sheet = _sheet(request, asked)
    by, measure, period = _by(sheet, asked), sheet.measure, sheet.period
    typed = asked if refused else {}
    rows = [(row, typed.get(row.key, row.typed)) for row in sheet.rows(by)]
    user: Any = request.user
    return page(
        request,
        "insights/targets.html",
        status=422 if refused else 200,
        rows=rows,
        refused=refused.message if refused else "",
        measure=measure,
        by=by,
        period=period,
        dates=_dates(user, period),
        unit={"money": workspace().currency, "percent": "%"}.get(measure.unit, ""),
        adds_up=not is_rate(measure),
        may_set=user.can("insights.manage_targets"),
        earlier=_url(measure, period.moved(-1), by),
        later=_url(measure, period.moved(1), by),
        **_tabs(user, sheet, by),
    )


def _sheet(request: HttpRequest, asked: Any) -> Sheet:
    user: Any = request.user
    known = {m.key: m for m in measures_for(user) if may_have_targets(m)}
    if not known:
        raise Http404
    usual = min(known.values(), key=lambda m: (m.unit != "money", bool(m.told)))
    measure = known.get(asked.get("measure", "")) or usual
    unit = asked.get("unit", "")
    unit = unit if unit in MONTHS else "month"
    return Sheet(measure, period_of(unit, _day(asked.get("at", ""))), user)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today()
    return day if 1990 <= day.year <= 2199 else today()


def _by(sheet: Sheet, asked: Any) -> str:
    by = asked.get("by", "")
    return by if by in _ways(sheet) else "team"


def _ways(sheet: Sheet) -> dict[str, str]:
    """What targets of this measure can be set for."""
    measure = sheet.measure
    told = {"team": _("Teams and people")}
    for name in ("category", "product"):
        if name in measure.names:
            told[name] = str(dimension_of(measure.type, name).label)
    return told | {one.key: str(one.label) for one in markets_for(sheet.user, measure.key)}


def _url(measure: Measure, period: Period, by: str) -> str:
    told = {"measure": measure.key, "unit": period.unit, "at": period.first.isoformat(), "by": by}
    return f"{reverse('insights:targets')}?{urlencode(told)}"


def _dates(user: Any, period: Period) -> str:
    words = words_for(user)
    first, last = (
        days.shown_day(day, words.language, words.showing.era)
        for day in (period.first, period.last)
    )
    return f"{first} – {last}"


def _tabs(user: Any, sheet: Sheet, by: str) -> dict[str, Any]:
    measure, period = sheet.measure, sheet.period
    known = [m for m in measures_for(user) if may_have_targets(m) and m.key in MEASURES]
    return {
        "measures": [
            {"label": m.label, "url": _url(m, period, "team"), "active": m == measure}
            for m in known
        ],
        "units": [
            {"label": UNITS[u], "url": _url(measure, period_of(u, period.first), by), "active": u == period.unit}
            for u in MONTHS
        ],
        "ways": [
            {"label": label, "url": _url(measure, period, name), "active": name == by}
            for name, label in _ways(sheet).items()
        ],
    }  # fmt: skip
