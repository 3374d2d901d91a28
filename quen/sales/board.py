"""The board's figures and cards: sums over the whole filter, cards of each stage, in three queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet, Sum

from quen.fields.conditions import Node
from quen.sales.models import Deal, Stage

CARDS = 20


@dataclass(frozen=True)
class Sums:
    """One stage's money in one currency; `weighted` is amount × probability."""

    count: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True)
class Column:
    """A stage with its figures by currency and its first cards in order of urgency."""

    stage: Stage
    sums: dict[str, Sums]
    cards: list[dict[str, Any]]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.sums.values())


def columns(
    user: Any, stages: Sequence[Stage], nodes: Sequence[Node], *, cards: int = CARDS
) -> list[Column]:
    """Every open stage with its sums over all deals the user may see, and its first cards.

    Currencies are listed, never added. Three queries: sums, ids of cards, cards by id.
    """
    rows = open_deals(user, nodes).filter(pipeline_id=stages[0].pipeline_id) if stages else None
    if rows is None:
        return []
    sums = _sums(rows)
    shown = _cards(rows, stages, cards)
    return [Column(stage, sums.get(stage.pk, {}), shown.get(stage.pk, [])) for stage in stages]


def open_deals(user: Any, nodes: Sequence[Node]) -> QuerySet:
    """Open deals the user may see, as the filter lets them through."""
    rows = Deal.objects.visible_to(user).open()
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    return rows


def _sums(rows: QuerySet) -> dict[int, dict[str, Sums]]:
    grouped = rows.order_by().values("stage_id", "currency")
    found: dict[int, dict[str, Sums]] = defaultdict(dict)
    told = grouped.annotate(
        n=Count("pk"), amounts=Sum("amount"), weighted=Sum(F("amount") * F("probability"))
    )
    for row in told:
        weighted = Decimal(row["weighted"] or 0) / 100
        found[row["stage_id"]][row["currency"]] = Sums(row["n"], row["amounts"], weighted)
    return found


def _cards(rows: QuerySet, stages: Sequence[Stage], most: int) -> dict[int, list[dict[str, Any]]]:
    """Urgency: the earliest next step first, deals without one last, then the oldest."""
    parts = [
        rows.filter(stage_id=stage.pk)
        .order_by(F("next_step_at").asc(nulls_last=True), "pk")
        .values_list("pk", flat=True)[:most]
        for stage in stages
    ]
    ids = _union(parts)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    wanted = Deal.objects.filter(pk__in=ids).values(
        "pk",
        "name",
        "amount",
        "currency",
        "probability",
        "stage_id",
        "stage_entered_at",
        "next_step_at",
        "owner__full_name",
        "contact__full_name",
        "company__name",
        "version",
    )
    for row in sorted(wanted, key=_urgency):
        found[row["stage_id"]].append(row)
    return found


def _union(parts: Sequence[QuerySet]) -> list[int]:
    """Ids of several bounded queries in one round trip; Django's own union refuses LIMIT on SQLite."""
    compiled = [part.query.sql_with_params() for part in parts]
    sql = " UNION ALL ".join(f"SELECT * FROM ({one}) AS part" for one, _params in compiled)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _one, params in compiled for value in params])
        return [row[0] for row in cursor.fetchall()]


def _urgency(row: dict[str, Any]) -> tuple[bool, datetime | date, int]:
    return (row["next_step_at"] is None, row["next_step_at"] or date.min, row["pk"])
