"""The page of the forecast: months, people, teams, and what slipped between two weeks."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.fields.showing import Words, words_for
from quen.insights.dimensions import dimension_of
from quen.insights.showing import number
from quen.kit import days, money
from quen.kit.pages import needs, refuse
from quen.kit.periods import add_months, month_start
from quen.kit.render import page
from quen.kit.workspace import today, workspace
from quen.sales.forecast import (
    CATEGORIES,
    LATE,
    NEVER,
    OMITTED,
    Sums,
    forecast,
    open_by_age,
    won_by_month,
)
from quen.sales.history import FEWEST, closed_count, expected, past
from quen.sales.models import Deal
from quen.sales.month_facts import when
from quen.sales.slipping import KINDS, Move, moves, weeks_written

AHEAD = 6  # months with a line of their own
SHOWN = 30  # deals of each kind
HIDES = ("amount", "state", "expected_close_on", "probability")


@require_GET
@needs("sales.view_deal")
def forecast_page(request: HttpRequest) -> HttpResponse:
    """What open deals may bring."""
    user: Any = request.user
    if hidden := [f for f in HIDES if not user.may_read_field(f"deal.{f}")]:
        refuse(request, f"deal.{hidden[0]}")
    words = words_for(user)
    by = request.GET.get("by", "due")
    by = by if by in _ways() else "due"
    month = _month(request.GET.get("month", "")) if by != "due" else ""
    told = forecast(user, by, month)
    request.live_names = ("deals",)  # type: ignore[attr-defined]
    return page(
        request,
        "sales/forecast.html",
        heads=[Deal.Forecast(one).label for one in (*CATEGORIES, OMITTED)],
        rows=_by_month(user, told.rows, words) if by == "due" else _by_part(by, told.rows, words),
        whole=_cells(told.whole, words),
        by=by,
        ways=[_tab(label, by == key, by=key) for key, label in _ways().items()],
        months=[_tab(label, key == month, by=by, month=key) for key, label in _months()],
        missing=", ".join(told.missing),
        base=workspace().currency,
        here=request.get_full_path(),
        **_slipped(request, words),
        **_learned(user, words),
    )


def _ways() -> dict[str, str]:
    return {"due": _("Month"), "owner": _("Person"), "team": _("Team")}


def _tab(label: str, active: bool, **asked: str) -> dict[str, Any]:
    return {"label": label, "active": active, "url": f"?{urlencode(asked)}"}


def _month(text: str) -> str:
    known = [key for key, _label in _months()]
    return text if text in known else ""


def _months() -> list[tuple[str, str]]:
    first = month_start(today())
    ahead = [add_months(first, n) for n in range(AHEAD)]
    return [("", _("All months")), *((f"{m:%Y-%m}", f"{m:%m/%Y}") for m in ahead)]


def _by_month(user: Any, rows: dict[str, Sums], words: Words) -> list[dict[str, Any]]:
    """Months that have passed, this one and the next, those beyond, and deals without a day."""
    near = [key for key, _label in _months()[1:]]
    beyond = sorted(key for key in rows if key not in (*near, LATE, NEVER))
    first = month_start(today())
    won = won_by_month(user, first, today())
    labels = {LATE: _("Overdue"), NEVER: _("No expected day")}
    shown = [*([LATE] if LATE in rows else []), *near, *beyond]
    told = [*shown, *([NEVER] if NEVER in rows else [])]
    return [
        {
            "label": labels.get(key) or f"{key[5:]}/{key[:4]}",
            "url": _deals_url(key),
            "cells": _cells(rows.get(key, Sums()), words),
            "won": _short(won[key], words) if won.get(key) else "",
        }
        for key in told
    ]


def _by_part(by: str, rows: dict[str, Sums], words: Words) -> list[dict[str, Any]]:
    names = dimension_of("deal", by).names(list(rows))
    greatest = sorted(rows.items(), key=lambda row: (-row[1].weighted, row[0]))
    return [
        {
            "label": names.get(key) or _("None"),
            "url": _list({"field": f"{by}_id", "op": "is", "value": int(key)}) if key else "",
            "cells": _cells(sums, words),
            "won": "",
        }
        for key, sums in greatest
    ]


def _cells(sums: Sums, words: Words) -> list[tuple[str, str]]:
    heads = [str(Deal.Forecast(one).label) for one in (*CATEGORIES, OMITTED)]
    figures = [sums.by_category[one] for one in (*CATEGORIES, OMITTED)]
    cells = [(head, _short(n, words)) for head, n in zip(heads, figures, strict=True)]
    return [*cells, (_("Weighted"), _short(sums.weighted, words))]


def _learned(user: Any, words: Words) -> dict[str, Any]:
    """What the company's own past says of each month, what that was learned from, and how it did in a test."""
    learned = past()
    if learned is None:
        closed = number(closed_count(), words.language)
        return {"learned": None, "fewest": number(FEWEST, words.language), "closed": closed}
    known, tested = learned
    first = month_start(today())
    ends = [(add_months(first, n + 1) - today()).days - 1 for n in range(AHEAD)]
    brings, unknown = expected(known, open_by_age(user), ends)
    months = [f"{add_months(first, n):%m/%Y}" for n in range(AHEAD)]
    return {
        "learned": number(known.deals, words.language),
        "stays": number(tested.stays, words.language),
        "real": number(tested.real, words.language),
        "foreseen": number(tested.foreseen, words.language),
        "brings": [(m, _short(n, words)) for m, n in zip(months, brings, strict=True)],
        "brought": _short(sum(brings, Decimal(0)), words),
        "unknown": _short(unknown, words) if unknown else "",
    }


def _short(amount: Decimal, words: Words) -> str:
    return money.short(money.Money(amount, workspace().currency), words.language)


def _deals_url(key: str) -> str:
    return _list(when(key))


def _list(condition: dict[str, Any]) -> str:
    open_ones = {"field": "state", "op": "is", "value": "open"}
    rule = json.dumps({"all": [open_ones, condition]})
    return f"{reverse('sales:deals')}?filter={quote(rule)}"


def _slipped(request: HttpRequest, words: Words) -> dict[str, Any]:
    """The two snapshots that are compared, and what moved between them."""
    weeks = weeks_written()
    if len(weeks) < 2:
        return {"weeks": [], "kinds": [], "taken": len(weeks)}
    asked = request.GET.get("since", "")
    first = next((week for week in weeks[1:] if week.isoformat() == asked), weeks[1])
    kinds, capped = moves(request.user, first, weeks[0])
    return {
        "weeks": [(w.isoformat(), _day(w, words), w == first) for w in weeks[1:]],
        "last": _day(weeks[0], words),
        "capped": capped,
        "kinds": [
            {
                "label": KINDS[one.kind],
                "count": len(one.deals),
                "change": " · ".join(
                    money.short(money.Money(n, c), words.language) for c, n in one.change.items()
                ),
                "deals": [_line(move, words) for move in one.deals[:SHOWN]],
            }
            for one in kinds
        ],
    }


def _day(week: date, words: Words) -> str:
    return days.shown_day(week, words.language, words.showing.era)


def _line(move: Move, words: Words) -> dict[str, str]:
    told = [
        money.shown(money.Money(amount, move.currency), words.language)
        for amount in (move.before, move.after)
        if amount is not None
    ]
    url = "" if move.deal.deleted_at else reverse("sales:deal", args=[move.deal.pk])
    return {"name": move.deal.name, "url": url, "amounts": " → ".join(dict.fromkeys(told))}
