"""Measures in the API."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query

from quen.accounts.bearer import need
from quen.fields.resources import answer
from quen.insights.asking import labels_of, question_of, rule_of
from quen.insights.buyer_lists import names_of
from quen.insights.customers.telling import reads_all_amounts
from quen.insights.dimensions import dimension_of, dimensions_for
from quen.insights.measures import MEASURES, TIMES, Measure, Value, measures_for
from quen.insights.questions import Question
from quen.insights.reading import MOST_ROWS, ask
from quen.insights.worths import Worth, by_worth, read_place, told
from quen.kit.api_shapes import ID, TEXT, WORDS, answers, paged
from quen.kit.periods import month_start
from quen.kit.plain_rows import plain
from quen.kit.workspace import today, workspace

router = Router(tags=["insights"])
Facts = dict[str, Any]
_VALUE: Facts = {
    "description": "A number, null where there is nothing to count, or a list with one entry for each currency.",
    "anyOf": [
        {"type": ["number", "null"]},
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"amount": TEXT, "percent": {"type": "number"}, "currency": TEXT},
            },
        },
    ],
}
_MEASURE: Facts = {
    "type": "object",
    "properties": {
        "key": TEXT,
        "label": TEXT,
        "group": TEXT,
        "formula": TEXT,
        "unit": {"type": "string", "enum": ["money", "count", "percent", "days"]},
        "counts_by": {"type": ["string", "null"]},
        "by": WORDS,
    },
}
_ROW: Facts = {
    "type": "object",
    "properties": {
        "by": {"type": "object", "additionalProperties": {"anyOf": [TEXT, ID, {"type": "null"}]}},
        "labels": {"type": "object", "additionalProperties": TEXT},
        "value": _VALUE,
    },
}
_ANSWER: Facts = {
    "type": "object",
    "required": ["rows", "total"],
    "properties": {
        "measure": TEXT,
        "unit": TEXT,
        "from": {"type": ["string", "null"], "format": "date"},
        "to": {"type": ["string", "null"], "format": "date"},
        "rows": {"type": "array", "items": _ROW},
        "total": _VALUE,
        "notes": WORDS,
        "capped": {
            "type": "boolean",
            "description": f"More than {MOST_ROWS} records matched a filter that only records can answer; "
            "the figures are of that many.",
        },
    },
}


_BUYER: Facts = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["contact", "company"]},
        "id": ID,
        "name": TEXT,
        "purchases": {"type": "integer"},
        "value": _VALUE,
        "first_on": {"type": "string", "format": "date"},
        "last_on": {"type": "string", "format": "date"},
        "active": {"type": "boolean"},
    },
}


@router.get(
    "/buyers",
    summary="List customers by what they bought",
    operation_id="list_buyers",
    openapi_extra=answers(paged(_BUYER)),
)
def list_buyers(
    request: HttpRequest,
    cursor: str = Query("", max_length=60),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """What each customer bought so far, the greatest value first: in the company's currency at the rate of
    each day, apart where there is none. For tokens that see all purchases and their amounts."""
    user = need(request, "people.view_contact")
    if not reads_all_amounts(user):
        raise Http404
    rows, more = by_worth(read_place(cursor), limit)
    names = names_of([row.customer for row in rows])
    items = [_buyer(row.customer, names.get(row.customer, ""), told(row)) for row in rows]
    return answer({"items": items, "next": f"{more.cents}.{more.customer}" if more else None})


def _buyer(customer: int, name: str, it: Worth) -> Facts:
    return {
        "type": "company" if customer > 0 else "contact",
        "id": abs(customer),
        "name": name,
        "purchases": it.purchases,
        "value": [{"amount": plain(n), "currency": c} for c, n in sorted(it.worth.items())],
        "first_on": it.first.isoformat(),
        "last_on": it.last.isoformat(),
        "active": it.is_active,
    }


@router.get(
    "/measures",
    summary="List measures",
    operation_id="list_measures",
    openapi_extra=answers(paged(_MEASURE)),
)
def list_measures(request: HttpRequest) -> Any:
    """Every measure that the token may see, with its formula in words and what it can be broken by."""
    user = need(request, "web.use")
    return answer({"items": [_told(m, user) for m in measures_for(user)], "next": None})


@router.get(
    "/measures/{key}",
    summary="Read a measure",
    operation_id="read_measure",
    openapi_extra=answers(_ANSWER),
)
def read_measure(
    request: HttpRequest,
    key: str = Path(..., max_length=60),
    first: date | None = Query(None, alias="from"),
    last: date | None = Query(None, alias="to"),
    by: str = Query("", max_length=200),
    rule: str = Query("", alias="filter", max_length=20_000),
    converted: bool = Query(False),
) -> Any:
    """Its value for days of the business zone, both included (this month until today unless said
    otherwise), over what the token may see. `by` names dimensions and one of hour, day, week, month,
    quarter and year. Amounts stand apart for each currency, or `converted` to the company's at the rate of the
    day that counts; what has no rate then stays in its own."""
    known = MEASURES.get(key)
    if known is None:
        raise Http404
    user = need(request, known.capability)
    if not known.is_for(user):
        raise Http404
    last = last or today()
    names = [one.strip() for one in by.split(",") if one.strip()]
    days, base = (first or month_start(last), last), workspace().currency if converted else ""
    asked = question_of(known, user, *days, names, rule_of(rule), base=base)
    return answer(_answered(asked))


def _answered(asked: Question) -> Facts:
    found, now = ask(asked), asked.measure.is_now
    labels = labels_of(asked, found)
    return {
        "measure": asked.measure.key,
        "unit": asked.measure.unit,
        "from": None if now else asked.first.isoformat(),
        "to": None if now else asked.last.isoformat(),
        "rows": [
            {
                "by": {k: _key(asked.measure, k, v) for k, v in zip(asked.by, group, strict=True)},
                "labels": dict(zip(asked.by, words, strict=True)),
                "value": _value(asked.measure, value),
            }
            for (group, value), words in zip(found.rows, labels, strict=True)
        ],
        "total": _value(asked.measure, found.total),
        "notes": list(asked.measure.notes(asked)) if asked.measure.notes else [],
        "capped": found.capped,
    }


def _key(measure: Measure, name: str, value: str) -> Any:
    if name in TIMES:
        return value
    return dimension_of(measure.type, name).told(value) if value else None


def _value(measure: Measure, value: Value) -> Any:
    if isinstance(value, dict):
        word = "amount" if measure.unit == "money" else "percent"
        known = sorted(value.items())
        return [{word: _number(measure, n), "currency": c} for c, n in known]
    return None if value is None else _number(measure, value)


def _number(measure: Measure, number: Decimal | int) -> Any:
    if measure.unit == "money":
        return plain(Decimal(number))
    return float(number) if measure.unit == "percent" else int(number)


def _told(measure: Measure, user: Any) -> Facts:
    times = () if measure.is_now else TIMES
    return {
        "key": measure.key,
        "label": str(measure.label),
        "group": str(measure.group),
        "formula": str(measure.formula_words),
        "unit": measure.unit,
        "counts_by": str(measure.counts_by) or None,
        "by": [*(d.key for d in dimensions_for(measure, user)), *times],
    }
