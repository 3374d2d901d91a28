"""The page of the funnel: stages, times, cohorts, reasons."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.fields.showing import Words, words_for
from quen.insights.kpi import Page
from quen.insights.measures import MEASURES
from quen.insights.showing import NOTHING, number, percent
from quen.insights.spans import UNITS, read_span
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.sales import staging
from quen.sales.funnel import MOST, Cohort, Funnel, cohorts, funnel
from quen.sales.funnel_drawn import drawn
from quen.sales.models import Pipeline


@require_GET
@needs("sales.view_deal")
def funnel_page(request: HttpRequest) -> HttpResponse:
    """How far the deals of a span came."""
    words, pipeline = words_for(request.user), _pipeline(request.GET.get("pipeline", ""))
    span = read_span(request.GET, words.language)
    told = funnel(request.user, pipeline, span)
    bars, lines = _reasons(request, Page(MEASURES["deals.lost_count"], request.user, words, span))
    request.live_names = ("deals",)  # type: ignore[attr-defined]
    return page(
        request,
        "sales/funnel.html",
        funnel=told,
        most=number(MOST, words.language),
        drawn=drawn(told, words.language),
        steps=_lines(told, words),
        cohorts=[_cohort(one, words) for one in cohorts(request.user, pipeline)],
        bars=bars,
        lines=lines,
        units=_units(pipeline, span.unit),
        pipelines=[(p.pk, p.label, p.pk == pipeline.pk) for p in staging.pipelines()],
        unit=span.unit,
        here=request.get_full_path(),
    )


def _reasons(request: HttpRequest, shown: Page) -> Any:
    return shown.broken_by(shown.dimension("lost_reason"))


def _pipeline(asked: str) -> Pipeline:
    known = staging.pipelines()
    if not known:
        raise Refused(_("There is no pipeline yet. Ask an administrator to add one."))
    return next((p for p in known if str(p.pk) == asked), known[0])


def _units(pipeline: Pipeline, chosen: str) -> list[dict[str, Any]]:
    url = reverse("sales:funnel")
    return [
        {
            "label": label,
            "url": f"{url}?{urlencode({'pipeline': pipeline.pk, 'unit': unit})}",
            "active": unit == chosen,
        }
        for unit, label in UNITS.items()
    ]


def _lines(told: Funnel, words: Words) -> list[tuple[str, str, str, str]]:
    return [
        (
            step.stage.label,
            number(step.reached, words.language),
            percent(step.share, words.language),
            NOTHING if step.days is None else number(round(step.days, 1), words.language),
        )
        for step in told.steps
    ]


def _cohort(one: Cohort, words: Words) -> tuple[str, str, list[str]]:
    shares = [percent(share, words.language) if one.deals else NOTHING for share in one.won]
    shares += [""] * (12 - len(shares))
    return f"{one.month:%m/%Y}", number(one.deals, words.language), shares
