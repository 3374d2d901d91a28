"""What stands open now, for measures: from the board's tallies, as far apart as a question needs."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value

from quen.accounts.visibility import reach_rule
from quen.insights import heaps
from quen.insights.lines import cents
from quen.insights.sources import Line
from quen.sales import staging
from quen.sales.models import Deal, Tally
from quen.sales.tallies import exact

_KEY = ("by_owner", "by_team", "currency", "by_stage", "chance")


def lines(user: Any, names: Collection[str], owners: Q, *, weighted: bool) -> Iterator[Line]:
    """Open deals from the board's tallies, shared ones from themselves; told apart as `Present` says."""
    pipelines = {stage.pk: str(stage.pipeline_id) for stage in staging.stages()}
    for owner, team, currency, stage, chance, count, amount in _rows(
        user, owners, _key(names, weighted)
    ):
        worth = cents(exact(amount))
        one = heaps.Sum(count, Decimal(worth * chance) / 100 if weighted else worth)
        values = {"pipeline": pipelines.get(stage, ""), "stage": str(stage)}
        yield owner or 0, team or 0, currency, values, one


def _key(names: Collection[str], weighted: bool) -> dict[str, Any]:
    """Columns that are told apart, and nothing in the place of the others."""
    columns = {
        ("by_owner", "owner_id"): "owner" in names,
        ("by_team", "team_id"): "team" in names,
        ("by_stage", "stage_id"): bool({"stage", "pipeline"} & {*names}),
        ("chance", "probability"): weighted,
    }
    return {name: F(column) if asked else Value(0) for (name, column), asked in columns.items()}


def _rows(user: Any, owners: Q, key: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    reach = user.reach("sales.view_deal")
    if reach:
        rows = Tally.objects.filter(owners)
        rows = rows if reach == "all" else rows.filter(reach_rule(user, reach))
        yield from _added(rows, key, Sum("count"))
    if reach != "all" and (shared := user.shared_ids("deal")):
        apart: Any = Deal.objects.filter(owners, pk__in=shared, deleted_at=None)
        apart = apart.exclude(reach_rule(user, reach)) if reach else apart
        yield from _added(apart.open(), key, Count("pk"))


def _added(rows: QuerySet[Any], key: Mapping[str, Any], count: Any) -> Iterator[tuple[Any, ...]]:
    groups = rows.order_by().annotate(**key).values(*_KEY)
    told = groups.annotate(n=count, total=Sum("amount")).filter(n__gt=0)
    return told.values_list(*_KEY, "n", "total").iterator()
