"""How far deals came and how long they stayed, counted from their stays and never from where they are now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from quen.insights.asking import question_of
from quen.insights.measures import MEASURES
from quen.insights.reading import ask
from quen.insights.spans import Span
from quen.kit.periods import add_months, moments, month_start
from quen.kit.workspace import today, workspace
from quen.sales import staging
from quen.sales.models import Deal, Pipeline, Stage, Stay

MOST = 20_000
COHORTS = 12
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """A stage: how many deals came as far, what share of the step before that is, and the median of the
    finished stays there in days (None: none is finished)."""

    stage: Stage
    reached: int
    share: float | None
    days: float | None


@dataclass(frozen=True)
class Funnel:
    """The steps of the newest deals of a span; `capped` where it holds more than were looked at."""

    steps: list[Step]
    deals: int
    capped: bool


def funnel(user: Any, pipeline: Pipeline, span: Span) -> Funnel:
    """Deals that were added in the span and that the user may see. A deal that skipped a stage passed it;
    one that was lost came as far as the furthest stage it stayed in."""
    since, until = moments(span.first, span.last, workspace().zone)
    rows = Deal.objects.visible_to(user).filter(pipeline=pipeline)
    rows = rows.filter(created_at__gte=since, created_at__lt=until).order_by("-created_at", "-id")
    found = len(rows.values_list("pk", flat=True)[: MOST + 1])
    stays = Stay.objects.filter(deal__in=rows.values("pk")[:MOST]).order_by()
    columns = stays.values_list("deal_id", "stage_id", "entered_at", "left_at")
    path = [s for s in staging.stages(pipeline.pk) if s.kind != Stage.Kind.LOST]
    steps = _steps(path, columns.iterator(5_000), min(found, MOST))
    return Funnel(steps, min(found, MOST), found > MOST)


def _steps(path: Sequence[Stage], stays: Iterable[tuple[Any, ...]], deals: int) -> list[Step]:
    place = {stage.pk: n for n, stage in enumerate(path)}
    furthest: dict[int, int] = {}
    lasted: dict[int, list[float]] = defaultdict(list)
    for deal, stage, entered, left in stays:
        if stage in place:
            furthest[deal] = max(furthest.get(deal, 0), place[stage])
            if left is not None:
                lasted[stage].append((left - entered) / _DAY)
    steps: list[Step] = []
    before = deals
    for n, stage in enumerate(path):
        reached = sum(1 for far in furthest.values() if far >= n)
        days = median(lasted[stage.pk]) if lasted[stage.pk] else None
        steps.append(Step(stage, reached, reached / before if before else None, days))
        before = reached
    return steps


@dataclass(frozen=True)
class Cohort:
    """Deals added in a month, and the share won by the end of that month and each month after."""

    month: date
    deals: int
    won: list[float]


def cohorts(user: Any, pipeline: Pipeline) -> list[Cohort]:
    """The last twelve months, from tallies."""
    last = month_start(today())
    first = add_months(last, 1 - COHORTS)
    rule = {"field": "pipeline_id", "op": "is", "value": pipeline.pk}
    made = _asked(user, "deals.created_count", first, ["month"], rule)
    won = _asked(user, "deals.won_by_cohort", first, ["cohort", "month"], rule)
    months = [add_months(first, n) for n in range(COHORTS)]
    return [_cohort(month, months, made, won) for month in months]


def _asked(user: Any, key: str, first: date, by: list[str], rule: Any) -> dict[Any, Any]:
    return dict(ask(question_of(MEASURES[key], user, first, today(), by, rule)).rows)


def _cohort(month: date, months: list[date], made: dict[Any, Any], won: dict[Any, Any]) -> Cohort:
    name = f"{month:%Y-%m}"
    deals, total, shares = made.get((name,), 0), 0, []
    for later in months[months.index(month) :]:
        total += won.get((name, f"{later:%Y-%m}"), 0)
        shares.append(total / deals if deals else 0.0)
    return Cohort(month, deals, shares)
