"""The funnel as a drawing: on its own page and on dashboards."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quen.fields.showing import Words
from quen.insights.showing import number, percent
from quen.insights.spans import Span
from quen.kit import charts
from quen.sales import staging
from quen.sales.funnel import Funnel, funnel


def drawn(told: Funnel, language: str) -> SafeString:
    """Each step with how many came as far and the share of the step before."""
    rows = [
        (
            step.stage.label,
            float(step.reached),
            f"{number(step.reached, language)} · {percent(step.share, language)}",
        )
        for step in told.steps
    ]
    return charts.funnel(_("Sales funnel"), rows)


def drawn_for(user: Any, words: Words, span: Span) -> SafeString:
    """The first pipeline's funnel for a span, as a tile; nothing where there is no pipeline or no deal."""
    pipelines = staging.pipelines()
    told = funnel(user, pipelines[0], span, times=False) if pipelines else None
    return drawn(told, words.language) if told and told.deals else SafeString("")
