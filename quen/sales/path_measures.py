"""Deals by all the stages they have stayed in: what the funnel counts, exactly and for any span."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.insights.dimensions import dimension
from quen.insights.measures import Count, measure
from quen.insights.sources import Lines, source
from quen.sales import staging
from quen.sales.models import Deal, Stay

PATHS = "deals.paths"
BY_PATH = "deals.by_path"


def declare() -> None:
    """Lend the source, its dimension and its measure (once, at start)."""
    source(
        PATHS,
        noun="deal",
        model=Deal,
        moment="created_at",
        currency="currency",
        dims=(("pipeline", "pipeline_id"),),
        lines=_STAYED,
    )
    dimension("deal", "path", label=_("Stages it stayed in"), field="", names=_paths)
    measure(
        BY_PATH,
        label=_("Deals by the stages they stayed in"),
        group=_("Deals"),
        formula_words=_(
            "Deals by the day they were added and by all the stages they have stayed in since."
        ),
        unit="count",
        formula=Count(PATHS),
        counts_by=_("Added"),
        day_field="created_at",
        fields=("created_at",),
        why_empty=_("No deal was added in this period, or none that you may see."),
        first_by="path",
        in_library=False,
    )


def _no_worth(facts: Sequence[Any], currency: str) -> Decimal:
    return Decimal(0)


_STAYED = Lines(
    Stay,
    path="stays",
    joint="deal_id",
    name="path",
    columns=("stage_id",),
    worth=_no_worth,
    together=True,
)


def stages_of(path: str) -> list[int]:
    """The ids of the stages that a path names."""
    return [int(one) for one in path.split()]


def _paths(values: Collection[str]) -> dict[str, str]:
    names = {s.pk: s.label for s in staging.stages()}
    return {v: " · ".join(names.get(pk, str(pk)) for pk in stages_of(v)) for v in values if v}
