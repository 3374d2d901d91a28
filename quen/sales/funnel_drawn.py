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
    reached = [float(step.reached) for step in told.steps]
    rows = [
        (label, size, words)
        for (label, words), size in zip(_lines(told, language), reached, strict=True)
    ]
    return charts.funnel(_("Sales funnel"), rows)


def drawn_for(user: Any, words: Words, span: Span) -> SafeString:
    """The first pipeline's funnel for a span, as a tile; nothing where there is no pipeline or no deal."""
    told = _first(user, span)
    return drawn(told, words.language) if told else SafeString("")


def told_for(user: Any, words: Words, span: Span) -> list[tuple[str, str]]:
    """The same as lines: each step with its number and share."""
    told = _first(user, span)
    return _lines(told, words.language) if told else []


def _first(user: Any, span: Span) -> Funnel | None:
    pipelines = staging.pipelines()
    told = funnel(user, pipelines[0], span, times=False) if pipelines else None
    return told if told and told.deals else None


def _lines(told: Funnel, language: str) -> list[tuple[str, str]]:
    return [
        (
            step.stage.label,
            f"{number(step.reached, language)} · {percent(step.share, language)}",
        )
        for step in told.steps
    ]
