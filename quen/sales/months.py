"""Open deals by the month they are expected in: sums over all of them, and the first cards of each month."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When

from quen.fields.nodes import Node
from quen.insights.measures import MEASURES
from quen.insights.questions import EVER, Question
from quen.insights.reading import ask
from quen.kit.db import TooSlow, time_limit
from quen.kit.periods import add_months, month_start
from quen.kit.workspace import today
from quen.sales import staging, tallies
from quen.sales.board import FEW, LIMIT_MS, SHOWN, ByCurrency, Sums, open_deals
from quen.sales.forecast import LATE, NEVER, slot_of
from quen.sales.models import Deal, Stage

AHEAD, CARDS = 5, 20
LIVE = 20_000  # so many deals are added up while one waits
LATER = "later"  # months beyond those that have a column
_NOTHING = Sums(0, Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Month:
    """A column: its key ("2026-11", or one of LATE, LATER, NEVER), sums by currency, first cards by day;
    `added` says whether the figures could be added up in time."""

    key: str
    sums: ByCurrency
    cards: list[dict[str, Any]]
    added: bool = True

    @property
    def count(self) -> int:
        return sum(one.count for one in self.sums.values())


def column_keys() -> list[str]:
    """The columns there are: months that have passed, this one and the next, those beyond, no day."""
    first = month_start(today())
    return [LATE, *(f"{add_months(first, n):%Y-%m}" for n in range(AHEAD)), LATER, NEVER]


def months(user: Any, nodes: Sequence[Node], only: Sequence[str] = ()) -> list[Month]:
    """Every column with its sums over all open deals that the user may see, or only these columns; months
    that have passed only where deals are left there.

    Currencies are listed, never added. Of very many deals without a filter the sums come from tallies,
    which follow a change within seconds.
    """
    sums, rows = _sums(user, nodes), open_deals(user, nodes)
    count = None if sums is None else sum(s.count for one in sums.values() for s in one.values())
    wanted = list(only) or [k for k in column_keys() if k != LATE or sums is None or k in sums]
    shown = _cards(rows, wanted, count, limited=bool(nodes))
    return [Month(k, (sums or {}).get(k, {}), shown.get(k, []), sums is not None) for k in wanted]


def day_in(key: str, now: date | None) -> date | None:
    """The day that a deal gets which is moved to a column: the same day of that month, the last one of a
    shorter month, never one that has passed. Raises ValueError for months that have passed."""
    if key == NEVER:
        return None
    this = today()
    first = add_months(month_start(this), AHEAD) if key == LATER else _first(key)
    if first < month_start(this):
        raise ValueError(key)
    last = add_months(first, 1).toordinal() - 1
    day = first.toordinal() + (now.day - 1) if now else last
    return max(date.fromordinal(min(day, last)), this)


def _first(key: str) -> date:
    return date.fromisoformat(f"{key}-01")


def column_of(day: date | None) -> str:
    """The column that a deal expected on this day stands in."""
    if day is None:
        return NEVER
    key = slot_of(f"{day:%Y-%m}")
    return key if key in column_keys() else LATER


def _within(key: str) -> Q:
    """The condition on deals of a column."""
    this = month_start(today())
    if key == NEVER:
        return Q(expected_close_on=None)
    if key == LATE:
        return Q(expected_close_on__lt=this)
    if key == LATER:
        return Q(expected_close_on__gte=add_months(this, AHEAD))
    first = _first(key)
    return Q(expected_close_on__gte=first, expected_close_on__lt=add_months(first, 1))


def _sums(user: Any, nodes: Sequence[Node]) -> Mapping[str, ByCurrency] | None:
    """From the tallies for very many; else from the deals, and None where a filter takes too long."""
    if not nodes and _open_count(user) > LIVE:
        return _from_tallies(user)
    try:
        with time_limit(LIMIT_MS):
            return _live(open_deals(user, nodes))
    except TooSlow:
        return None


def _open_count(user: Any) -> int:
    ids = [stage.pk for stage in staging.stages() if stage.kind == Stage.Kind.OPEN]
    return sum(count for *_key, count, _amount in tallies.lines(user, ids))


def _from_tallies(user: Any) -> Mapping[str, ByCurrency]:
    found: dict[str, ByCurrency] = defaultdict(dict)
    read: dict[Any, Any] = {}
    names = ("due", "probability")
    for key in ("deals.ahead_value", "deals.ahead_count"):
        asked = Question(MEASURES[key], user, *EVER, (*names, "currency"), read=read)
        for (due, probability, currency), value in ask(asked).rows:
            given = value.get(currency, Decimal(0)) if isinstance(value, dict) else value or 0
            _add(found[_slot(due)], currency, int(probability), key, given)
    return found


def _slot(due: str) -> str:
    key = slot_of(due)
    return key if key in column_keys() else LATER


def _add(sums: ByCurrency, currency: str, probability: int, key: str, given: Any) -> None:
    was = sums.get(currency, _NOTHING)
    counts = key == "deals.ahead_count"
    worth = Decimal(0) if counts else Decimal(given)
    sums[currency] = Sums(
        was.count + (int(given) if counts else 0),
        was.amount + worth,
        was.weighted + worth * probability / 100,
    )


def _live(rows: QuerySet) -> Mapping[str, ByCurrency]:
    slots = Case(
        *(When(_within(key), then=Value(key)) for key in column_keys()), output_field=CharField()
    )
    grouped = rows.order_by().annotate(slot=slots).values("slot", "currency", "probability")
    found: dict[str, ByCurrency] = defaultdict(dict)
    for slot, currency, probability, count, total in grouped.annotate(
        n=Count("pk"), total=Sum("amount")
    ).values_list("slot", "currency", "probability", "n", "total"):
        _add(found[slot], currency, probability, "deals.ahead_value", total)
        _add(found[slot], currency, probability, "deals.ahead_count", count)
    return found


def _cards(
    rows: QuerySet, wanted: Sequence[str], count: int | None, *, limited: bool
) -> dict[str, list[dict[str, Any]]]:
    """The deals of each column that are expected first."""
    try:
        with time_limit(LIMIT_MS) if limited else nullcontext():
            few = count is not None and count <= FEW
            ids = (_of_few if few else _of_many)(rows, wanted)
    except TooSlow:
        ids = []
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(
        Deal.objects.filter(pk__in=ids).values("expected_close_on", *SHOWN), key=_by_day
    ):
        found[column_of(row["expected_close_on"])].append(row)
    return found


def _of_few(rows: QuerySet, wanted: Sequence[str]) -> list[int]:
    """Where all are few, all are looked at: the index by day holds everybody's."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values("pk", "expected_close_on"):
        found[column_of(row["expected_close_on"])].append(row)
    return [row["pk"] for key in wanted for row in sorted(found[key], key=_by_day)[:CARDS]]


def _of_many(rows: QuerySet, wanted: Sequence[str]) -> list[int]:
    parts = (
        rows.filter(_within(key)).order_by(F("expected_close_on").asc(), "pk").values_list("pk")
        for key in wanted
    )
    return [pk for part in parts for (pk,) in part[:CARDS]]


def _by_day(row: dict[str, Any]) -> tuple[date, int]:
    return (row["expected_close_on"] or date.max, row["pk"])
