"""The board's figures and cards: sums over the whole filter, cards of each stage, in three queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from quen.fields.nodes import Node
from quen.kit.db import MARK, TooSlow, repeated, time_limit
from quen.sales import tallies
from quen.sales.models import Deal, Stage

CARDS = 20
LIMIT_MS = 400
FEW = 2_000
SHOWN = (
    "pk",
    "name",
    "amount",
    "currency",
    "probability",
    "stage_id",
    "stage_entered_at",
    "created_at",
    "contacted_at",
    "next_step_at",
    "owner__full_name",
    "contact__full_name",
    "company__name",
    "version",
)


@dataclass(frozen=True)
class Sums:
    """One stage's money in one currency; `weighted` is amount × probability."""

    count: int
    amount: Decimal
    weighted: Decimal


ByCurrency = dict[str, Sums]


@dataclass(frozen=True)
class Column:
    """A stage with its figures by currency and its first cards in order of urgency; `added` says
    whether the figures could be added up in time.

    Of a column that somebody has before their eyes only those cards come that are new there: `ids` are all
    that stand in it, in their order.
    """

    stage: Stage
    sums: dict[str, Sums]
    cards: list[dict[str, Any]]
    added: bool = True
    ids: Sequence[int] = ()

    @property
    def count(self) -> int:
        return sum(one.count for one in self.sums.values())


def columns(
    user: Any, stages: Sequence[Stage], nodes: Sequence[Node], *, cards: int = CARDS
) -> list[Column]:
    """Every open stage with its sums over all deals the user may see, and its first cards.

    Currencies are listed, never added. Three queries: sums, ids of cards, cards by id.
    """
    sums, ids = _looked_up(user, stages, nodes, cards)
    shown = _cards(pk for some in ids.values() for pk in some)
    return [
        Column(stage, (sums or {}).get(stage.pk, {}), shown.get(stage.pk, []), sums is not None)
        for stage in stages
    ]


def changed(user: Any, stages: Sequence[Stage], nodes: Sequence[Node], moved: int) -> list[Column]:
    """The columns that a card left and came to: their sums, that card, and the one that is the last to be
    seen where there is room now. Three queries, as for `columns`, of which the last reads two cards."""
    sums, ids = _looked_up(user, stages, nodes, CARDS)
    here = [moved for some in ids.values() if moved in some]
    last = [some[-1] for some in ids.values() if len(some) == CARDS and moved not in some]
    shown = _cards([*here, *last])
    return [
        Column(
            stage,
            (sums or {}).get(stage.pk, {}),
            shown.get(stage.pk, []),
            sums is not None,
            ids.get(stage.pk, ()),
        )
        for stage in stages
    ]


def _looked_up(
    user: Any, stages: Sequence[Stage], nodes: Sequence[Node], most: int
) -> tuple[dict[int, dict[str, Sums]] | None, dict[int, list[int]]]:
    """The sums of stages (None where that takes too long), and the ids of each one's first cards."""
    if not stages:
        return {}, {}
    sums = _sums(user, stages, nodes)
    every = [s.count for one in (sums or {}).values() for s in one.values()]
    few = sums is not None and sum(every) <= FEW and not _sees_own(user)
    rows, ids = _in_pipeline(user, stages, nodes), [stage.pk for stage in stages]
    try:
        with time_limit(LIMIT_MS) if nodes else nullcontext():
            return sums, (_of_few if few else _first)(rows, ids, most)
    except TooSlow:
        return sums, {}


def _sees_own(user: Any) -> bool:
    """Whether one's own deals are all: they have an index by stage and urgency."""
    return user.reach("sales.view_deal") == "own" and not user.shared_ids("deal")


@dataclass(frozen=True)
class Lane:
    """One owner's columns."""

    owner_id: int
    name: str
    columns: list[Column]


LANES, LANE_CARDS = 12, 6


def lanes(user: Any, stages: Sequence[Stage], nodes: Sequence[Node]) -> list[Lane]:
    """The columns of each of the owners with the most open deals. Three queries, each under a time limit."""
    try:
        with time_limit(LIMIT_MS):
            return _lanes(_in_pipeline(user, stages, nodes), stages)
    except TooSlow:
        return []


def _lanes(rows: QuerySet, stages: Sequence[Stage]) -> list[Lane]:
    owned = rows.filter(owner__isnull=False).order_by()
    counted = owned.values("owner_id", "owner__full_name").annotate(n=Count("pk"))
    names = {r["owner_id"]: r["owner__full_name"] for r in counted.order_by("-n")[:LANES]}
    mine = owned.filter(owner_id__in=list(names))
    sums: dict[int, list[tallies.Line]] = defaultdict(list)
    for owner_id, *line in _sums_by_owner(mine):
        sums[owner_id].append((line[0], line[1], line[2], line[3], Decimal(line[4])))
    cards = _cards_by_owner(mine)
    return [
        Lane(pk, name, [_in_lane(s, _by_stage(sums[pk]), cards[pk]) for s in stages])
        for pk, name in names.items()
    ]


def _in_lane(stage: Stage, sums: dict[int, dict[str, Sums]], cards: list[dict[str, Any]]) -> Column:
    mine = [row for row in cards if row["stage_id"] == stage.pk]
    return Column(stage, sums.get(stage.pk, {}), sorted(mine, key=_urgency))


def _sums_by_owner(rows: QuerySet) -> Iterable[tuple[Any, ...]]:
    keys = ("owner_id", "stage_id", "currency", "probability")
    grouped = rows.values(*keys).annotate(n=Count("pk"), total=Sum("amount"))
    return grouped.values_list(*keys, "n", "total")


def _cards_by_owner(rows: QuerySet) -> dict[int, list[dict[str, Any]]]:
    place = Window(
        RowNumber(),
        partition_by=[F("owner_id"), F("stage_id")],
        order_by=[F("next_step_at").asc(nulls_last=True), F("pk").asc()],
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.annotate(place=place).filter(place__lte=LANE_CARDS).values("owner_id", *SHOWN):
        found[row["owner_id"]].append(row)
    return found


def open_deals(user: Any, nodes: Sequence[Node]) -> QuerySet:
    """Open deals the user may see, as the filter lets them through."""
    rows = Deal.objects.visible_to(user).open()
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    return rows


def _in_pipeline(user: Any, stages: Sequence[Stage], nodes: Sequence[Node]) -> QuerySet:
    return open_deals(user, nodes).filter(pipeline_id=stages[0].pipeline_id)


def _sums(
    user: Any, stages: Sequence[Stage], nodes: Sequence[Node]
) -> dict[int, dict[str, Sums]] | None:
    """From the tallies; with a filter from the deals, and None where that takes too long."""
    ids = [stage.pk for stage in stages]
    if not nodes:
        return _by_stage(tallies.lines(user, ids))
    try:
        with time_limit(LIMIT_MS):
            return _by_stage(tallies.live_lines(_in_pipeline(user, stages, nodes)))
    except TooSlow:
        return None


def _by_stage(lines: Iterable[tallies.Line]) -> dict[int, dict[str, Sums]]:
    found: dict[int, dict[str, Sums]] = defaultdict(dict)
    nothing = Sums(0, Decimal(0), Decimal(0))
    for stage_id, currency, probability, count, amount in lines:
        so_far = found[stage_id].get(currency, nothing)
        found[stage_id][currency] = Sums(
            so_far.count + count,
            so_far.amount + amount,
            so_far.weighted + amount * probability / 100,
        )
    return found


def _cards(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Urgency: the earliest next step first, deals without one last, then the oldest."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(Deal.objects.filter(pk__in=list(ids)).values(*SHOWN), key=_urgency):
        found[row["stage_id"]].append(row)
    return found


def _of_few(rows: QuerySet, stage_ids: Sequence[int], most: int) -> dict[int, list[int]]:
    """Ids of each stage's first cards where all are few: walking the board's index for them would look
    at everybody's deals."""
    urgent = rows.order_by(F("next_step_at").asc(nulls_last=True), "pk")
    found: dict[int, list[int]] = defaultdict(list)
    for stage_id, pk in urgent.filter(stage_id__in=stage_ids).values_list("stage_id", "pk"):
        if len(found[stage_id]) < most:
            found[stage_id].append(pk)
    return found


def _first(rows: QuerySet, stage_ids: Sequence[int], most: int) -> dict[int, list[int]]:
    """Ids of each stage's first cards, in one round trip.

    Planned and unplanned are asked apart: each is one range of the board's index, while both databases
    would sort the whole stage to have the unplanned last.
    """
    here = rows.filter(stage_id=MARK)
    planned = here.filter(next_step_at__isnull=False).order_by("next_step_at", "pk")
    unplanned = here.filter(next_step_at=None).order_by("pk")
    asked = (planned.values_list("pk")[:most], unplanned.values_list("pk")[:most])
    found: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for number, pk in _union([part for one in asked for part in repeated(one, stage_ids)]):
        found[stage_ids[number % len(stage_ids)], number >= len(stage_ids)].append(pk)
    later = {pk: sorted(found[pk, True])[: most - len(found[pk, False])] for pk in stage_ids}
    return {pk: [*found[pk, False], *later[pk]] for pk in stage_ids}


def _union(parts: Sequence[tuple[str, tuple[Any, ...]]]) -> list[tuple[int, int]]:
    """(number of its part, id): Django's own union refuses LIMIT on SQLite."""
    sql = " UNION ALL ".join(
        f"SELECT {n}, part.* FROM ({one}) AS part"  # noqa: S608
        for n, (one, _params) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _one, params in parts for value in params])
        return list(cursor.fetchall())


def _urgency(row: dict[str, Any]) -> tuple[bool, datetime | date, int]:
    return (row["next_step_at"] is None, row["next_step_at"] or date.min, row["pk"])
