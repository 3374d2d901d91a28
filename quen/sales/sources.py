"""The deals that measures count, and what they are broken down by."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.insights.dimensions import as_they_are, dimension
from quen.insights.sources import present, source
from quen.sales import product_measures, staging, standing
from quen.sales.models import Deal

WON, LOST, MADE = "deals.won", "deals.lost", "deals.created"
COHORT = "deals.won_cohort"
AHEAD = "deals.ahead"
WON_LINES, LOST_LINES = "deals.won_lines", "deals.lost_lines"


def declare() -> None:
    """Lend the sources and their dimensions (once, at start)."""
    _sources()
    _dimensions()


def _sources() -> None:
    facts: dict[str, Any] = {
        "noun": "deal",
        "model": Deal,
        "money": "amount",
        "currency": "currency",
    }
    dims = (("pipeline", "pipeline_id"), ("source", "source"))
    won: dict[str, Any] = {"moment": "closed_at", "where": (("state", "won"),), "dims": dims}
    won |= {"since": "created_at", **facts}
    source(WON, **won)
    source(WON_LINES, lines=product_measures.SOLD, **won)
    source(
        COHORT,
        moment="closed_at",
        where=(("state", "won"),),
        dims=(("pipeline", "pipeline_id"), ("cohort", "created_at")),
        **facts,
    )
    lost = (*dims, ("lost_reason", "lost_reason_id"))
    gone: dict[str, Any] = {"moment": "closed_at", "where": (("state", "lost"),), "dims": lost}
    source(LOST, **gone, **facts)
    source(LOST_LINES, lines=product_measures.SOLD, **gone, **facts)
    source(MADE, moment="created_at", dims=dims, **facts)
    ahead = (
        ("due", "expected_close_on"),
        ("forecast", "forecast"),
        ("stage", "stage_id"),
        ("probability", "probability"),
    )
    where = (("state", "open"),)
    source(AHEAD, moment="stage_entered_at", where=where, dims=ahead, **facts)
    named = ("pipeline", "stage")
    here: dict[str, Any] = {"noun": "deal", "model": Deal, "names": named}
    present("deals.open", lines=partial(standing.lines, weighted=False), **here)
    present("deals.weighted", lines=partial(standing.lines, weighted=True), **here)


def _dimensions() -> None:
    dimension(
        "deal", "pipeline", label=_("Pipeline"), field="pipeline_id", names=_pipelines, told=int
    )
    dimension("deal", "stage", label=_("Stage"), field="stage_id", names=_stages, told=int)
    for key, label in (("due", _("Expected month")), ("probability", _("Probability"))):
        dimension("deal", key, label=label, field="", names=as_they_are)
    dimension(
        "deal", "forecast", label=pgettext_lazy("deal", "Forecast"), field="", names=as_they_are
    )
    dimension("deal", "cohort", label=_("Month added"), field="", names=as_they_are)
    dimension("deal", "source", label=_("Source"), field="source", names=as_they_are)
    dimension(
        "deal",
        "lost_reason",
        label=_("Lost reason"),
        field="lost_reason",
        names=_reasons,
        told=_reason_key,
        kept=_reason_id,
    )


def _pipelines(values: Collection[str]) -> dict[str, str]:
    return {str(p.pk): p.label for p in staging.pipelines()}


def _stages(values: Collection[str]) -> dict[str, str]:
    return {str(s.pk): s.label for s in staging.stages()}


def _reasons(values: Collection[str]) -> dict[str, str]:
    return {str(r.pk): r.label for r in staging.reasons()}


def _reason_key(value: str) -> str:
    return next((r.key for r in staging.reasons() if str(r.pk) == value), "")


def _reason_id(key: str) -> str:
    return next((str(r.pk) for r in staging.reasons() if r.key == key), "")
