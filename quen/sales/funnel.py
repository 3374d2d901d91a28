"""How far deals came and how long they stayed, counted from their stays and never from where they are now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, cast

from quen.insights.asking import question_of
from quen.insights.measures import MEASURES
from quen.insights.questions import Question
from quen.insights.reading import ask
from quen.insights.spans import Span
from quen.kit.db import DaysBetween
from quen.kit.periods import add_months, moments, month_start
from quen.kit.workspace import today, workspace
from quen.sales import staging
from quen.sales.models import Deal, Pipeline, Stage, Stay
from quen.sales.path_measures import BY_PATH, stages_of

MOST = 20_000
COHORTS = 12


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
    """The steps of the deals of a span; `capped` where it holds more than the times were taken of."""

    steps: list[Step]
    deals: int
    capped: bool


def funnel(user: Any, pipeline: Pipeline, span: Span, *, times: bool = True) -> Funnel:
    """Deals that were added in the span and that the user may see: all are counted, from tallies, and the
    `times` are those of the newest, read from their stays. A deal that skipped a stage passed it; one that was lost came as far as
    the furthest stage it stayed in."""
    path = [s for s in staging.stages(pipeline.pk) if s.kind != Stage.Kind.LOST]
    paths = _paths(user, pipeline, span)
    deals = sum(paths.values())
    lasted = _lasted(user, pipeline, span, {s.pk for s in path}) if times else {}
    return Funnel(_steps(path, paths, lasted, deals), deals, deals > MOST)


def _paths(user: Any, pipeline: Pipeline, span: Span) -> dict[str, int]:
    """How many deals stayed in which stages."""
    where = {"pipeline": frozenset({str(pipeline.pk)})}
    days = (span.first, span.last)
    told: dict[str, int] = {}
    for (path,), number in ask(Question(MEASURES[BY_PATH], user, *days, ("path",), where)).rows:
        told[path] = cast(int, number)
    return told


def _lasted(
    user: Any, pipeline: Pipeline, span: Span, stages: Collection[int]
) -> dict[int, list[float]]:
    """The days of finished stays in each stage, of the newest deals."""
    since, until = moments(span.first, span.last, workspace().zone)
    rows = Deal.objects.visible_to(user).filter(pipeline=pipeline)
    rows = rows.filter(created_at__gte=since, created_at__lt=until).order_by("-created_at", "-id")
    stays = Stay.objects.filter(deal__in=rows.values("pk")[:MOST], left_at__isnull=False)
    found: dict[int, list[float]] = defaultdict(list)
    days = DaysBetween("entered_at", "left_at")
    columns: Any = stays.order_by().annotate(days=days).values_list("stage_id", "days")
    for stage, lasted in columns.iterator(5_000):
        if stage in stages:
            found[stage].append(lasted)
    return found


def _steps(
    path: Sequence[Stage], paths: Mapping[str, int], lasted: Mapping[int, list[float]], deals: int
) -> list[Step]:
    far = _furthest(path, paths)
    steps: list[Step] = []
    before = deals
    for n, stage in enumerate(path):
        reached = sum(count for place, count in far.items() if place >= n)
        days = median(lasted[stage.pk]) if lasted.get(stage.pk) else None
        steps.append(Step(stage, reached, reached / before if before else None, days))
        before = reached
    return steps


def _furthest(path: Sequence[Stage], paths: Mapping[str, int]) -> dict[int, int]:
    """How many deals came to which place at the furthest; stages of another pipeline are no place."""
    place = {stage.pk: n for n, stage in enumerate(path)}
    found: dict[int, int] = defaultdict(int)
    for stayed, count in paths.items():
        found[max((place.get(one, -1) for one in stages_of(stayed)), default=-1)] += count
    return found


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
