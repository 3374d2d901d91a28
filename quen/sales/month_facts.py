"""The board of months as its template shows it."""

import json
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from quen.fields.showing import Words
from quen.fields.views.lists import Asked, chips
from quen.insights.showing import number
from quen.kit import days
from quen.kit.periods import add_months, month_start
from quen.kit.workspace import today
from quen.sales import board_facts as facts
from quen.sales.forecast import LATE, NEVER
from quen.sales.months import AHEAD, LATER, Month

_OPEN = {"field": "state", "op": "is", "value": "open"}


def label_of(key: str) -> str:
    """What a column is called."""
    first = add_months(month_start(today()), AHEAD)
    named = {
        LATE: _("Overdue"),
        NEVER: _("No expected day"),
        LATER: _("From %s on") % f"{first:%m/%Y}",
    }
    return named.get(key) or f"{key[5:]}/{key[:4]}"


def day_words(day: date | None, words: Words) -> str:
    """When a deal is expected, as the reader writes days."""
    return days.shown_day(day, words.language, words.showing.era) if day else label_of(NEVER)


def board(columns: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
    """The board itself; nothing is won or lost here."""
    return {
        "url": _url("sales:month_move", asked.rule),
        "label": _("Forecast"),
        "columns": columns,
        "won": "",
        "lost": "",
    }


def column(told: Month, words: Words, asked: Asked) -> dict[str, Any]:
    """A month with its sums and first cards."""
    more = told.count - len(told.cards)
    amounts = facts.listed({c: s.amount for c, s in told.sums.items()}, words)
    return {
        "key": f"m-{told.key or 'none'}",
        "stage": told.key or NEVER,
        "owner": "",
        "name": label_of(told.key),
        "needs": "",
        "count": number(told.count, words.language) if told.added else "",
        "sum": amounts if told.added else _("Too many to add up"),
        "weighted": facts.estimated({c: s.weighted for c, s in told.sums.items()}, words),
        "cards": [_card(row, words) for row in told.cards],
        "more_url": _list_url(told.key, asked) if more > 0 or not told.added else "",
        "more": facts.more_words(more, words) if told.added else _("All of them"),
    }


def _card(row: dict[str, Any], words: Words) -> dict[str, Any]:
    """As on the other board, with the day it is expected."""
    told = facts.card(row, words)
    if row["expected_close_on"] and not told.get("rot"):
        told |= {"note": day_words(row["expected_close_on"], words), "note_tone": ""}
    return told


def bar(asked: Asked, words: Words) -> dict[str, Any]:
    """What stands above the board: its filter."""
    parts = list(asked.rule.get("all", [asked.rule])) if asked.rule else []
    query = asked.link().partition("?")[2]
    told = chips(asked, words)
    return {
        "chips": [
            {**chip, "remove_url": _url("sales:months", _without(parts, n))}
            for n, chip in enumerate(told)
        ],
        "filter_url": f"{reverse('fields:filter', args=['deal'])}?{query}&at=months",
        "mine_url": ""
        if facts.MINE in parts
        else _url("sales:months", {"all": [*parts, facts.MINE]}),
    }


def _without(parts: list[dict[str, Any]], n: int) -> dict[str, Any] | None:
    rest = [part for m, part in enumerate(parts) if m != n]
    return {"all": rest} if rest else None


def _url(route: str, rule: dict[str, Any] | None) -> str:
    if not rule:
        return reverse(route)
    return f"{reverse(route)}?{urlencode({'filter': json.dumps(rule, ensure_ascii=False)})}"


def _list_url(key: str, asked: Asked) -> str:
    parts = list(asked.rule.get("all", [asked.rule])) if asked.rule else []
    rule = json.dumps({"all": [_OPEN, *parts, when(key)]}, ensure_ascii=False)
    return f"{reverse('sales:deals')}?filter={quote(rule)}"


def when(key: str) -> dict[str, Any]:
    """The condition of a list on deals of a column, or of any month ("2027-08")."""
    this = month_start(today())
    if key == NEVER:
        return {"field": "expected_close_on", "op": "empty"}
    if key == LATE:
        return {"field": "expected_close_on", "op": "before", "value": this.isoformat()}
    first = add_months(this, AHEAD) if key == LATER else date.fromisoformat(f"{key}-01")
    last = date.fromordinal(add_months(first, 1200 if key == LATER else 1).toordinal() - 1)
    return {
        "field": "expected_close_on",
        "op": "between",
        "value": [first.isoformat(), last.isoformat()],
    }
