"""The same records laid out otherwise: as a board by a choice field, as a calendar by a day."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from quen.fields.catalogue import Catalogue, Choice, Field
from quen.fields.cursors import Sort
from quen.fields.kinds import KINDS
from quen.fields.listing import page_of
from quen.fields.models import Value
from quen.fields.nodes import Asker, Node, Test
from quen.kit.records import TYPES

CARDS = 20
MOST_COLUMNS = 16
MOST_RECORDS = 600
SHOWN_A_DAY = 4


@dataclass(frozen=True)
class Lane:
    """One choice with how many records hold it and the first of them, in the list's order."""

    choice: Choice
    count: int
    ids: list[int]


def group_fields(known: Catalogue) -> list[Field]:
    """The fields a board can be grouped by."""
    return [f for f in known.fields.values() if f.kind == "choice" and f.write]


def day_fields(known: Catalogue) -> list[Field]:
    """The fields a calendar can be drawn by."""
    kinds = ("date", "datetime")
    return [f for f in known.fields.values() if f.kind in kinds and (f.column or f.custom)]


def lanes(
    known: Catalogue, nodes: Sequence[Node], by: Field, sort: Sort, now: datetime
) -> list[Lane]:
    """A lane for each choice; one query for the counts, a bounded one for each lane."""
    model, asker = TYPES[known.type].model, Asker(known, now)
    counts = _counts(known, nodes, by)
    found = []
    for choice in by.options()[:MOST_COLUMNS]:
        test = Test(asker, by, "is", choice.key)
        page = page_of(model, known.user, [*nodes, test], sort, limit=CARDS)
        found.append(Lane(choice, counts.get(choice.key, 0), page.ids))
    return found


def _counts(known: Catalogue, nodes: Sequence[Node], by: Field) -> dict[Any, int]:
    rows = TYPES[known.type].visible_to(known.user).order_by()
    for node in nodes:
        rows = rows.filter(node.q())
    if by.custom is not None:
        values = Value.objects.filter(field=by.custom, record_id__in=rows.values("pk"))
        return dict(values.order_by().values_list("text").annotate(n=Count("pk")))
    told = dict(rows.values_list(by.column).annotate(n=Count("pk")))
    return {by.of_column(k) if by.of_column else k: n for k, n in told.items()}


@dataclass(frozen=True)
class Day:
    """A day of the month's grid; `more` is how many records beyond those shown."""

    day: date
    inside: bool
    today: bool
    records: list[Any]
    more: int


def month_of(
    known: Catalogue, nodes: Sequence[Node], by: Field, first: date, zone: str, today: date
) -> list[list[Day]]:
    """Weeks of a month with the records of each day, Monday first (Sunday in Thai)."""
    starts = 6 if known.user.language == "th" else 0
    weeks = Calendar(starts).monthdatescalendar(first.year, first.month)
    found = _by_day(known, nodes, by, weeks[0][0], weeks[-1][-1], zone)
    return [
        [
            Day(
                day=day,
                inside=day.month == first.month,
                today=day == today,
                records=found.get(day, [])[:SHOWN_A_DAY],
                more=max(len(found.get(day, [])) - SHOWN_A_DAY, 0),
            )
            for day in week
        ]
        for week in weeks
    ]


def _by_day(
    known: Catalogue, nodes: Sequence[Node], by: Field, low: date, high: date, zone: str
) -> dict[date, list[Any]]:
    rows = TYPES[known.type].visible_to(known.user)
    for node in nodes:
        rows = rows.filter(node.q())
    found: dict[date, list[Any]] = {}
    for record, moment in _dated(rows, by, low, high, ZoneInfo(zone)):
        day = moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment
        found.setdefault(day, []).append(record)
    return found


def _dated(rows: Any, by: Field, low: date, high: date, zone: ZoneInfo) -> list[tuple[Any, Any]]:
    plain = by.kind == "date" and by.custom is None
    start = low if plain else datetime(low.year, low.month, low.day, tzinfo=zone)
    end = high + timedelta(days=1)
    stop = end if plain else datetime(end.year, end.month, end.day, tzinfo=zone)
    if by.custom is None:
        between = {f"{by.column}__gte": start, f"{by.column}__lt": stop}
        shown = rows.filter(**between).order_by(by.column, "pk")[:MOST_RECORDS]
        return [(record, getattr(record, by.column)) for record in shown]
    column = KINDS[by.kind].column
    values = Value.objects.filter(
        field=by.custom,
        record_id__in=rows.values("pk"),
        **{f"{column}__gte": start, f"{column}__lt": stop},
    )
    moments = dict(values.order_by(column).values_list("record_id", column)[:MOST_RECORDS])
    return [(record, moments[record.pk]) for record in rows.filter(pk__in=moments)]
