"""What is measured of deals."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.insights.attainment import attainment
from quen.insights.dimensions import as_they_are, dimension
from quen.insights.library import analysis
from quen.insights.markets import MARKETS
from quen.insights.measures import (
    Count,
    Mean,
    Quantile,
    Share,
    ShareOfWorth,
    Worth,
    measure,
)
from quen.insights.sources import present, source
from quen.insights.targets import PARTS
from quen.insights.tiles import Tile, picture, ready_board
from quen.sales import (
    closings,
    markets,
    path_measures,
    product_measures,
    purchases,
    staging,
    standing,
)
from quen.sales.funnel_drawn import drawn_for, told_for
from quen.sales.models import Deal

WON, LOST, MADE = "deals.won", "deals.lost", "deals.created"
COHORT = "deals.won_cohort"
AHEAD = "deals.ahead"
WON_LINES, LOST_LINES = "deals.won_lines", "deals.lost_lines"
_GROUP = _("Deals")
_CLOSED = {"counts_by": _("Closed"), "day_field": "closed_at", "group": _GROUP}
_NOTHING_WON = _("No deal was won in this period, or none that you may see.")
_NOTHING_CLOSED = _("No deal was won or lost in this period, or none that you may see.")
_IS_WON = ({"field": "state", "op": "is", "value": "won"},)
_IS_LOST = ({"field": "state", "op": "is", "value": "lost"},)
_IS_OPEN = ({"field": "state", "op": "is", "value": "open"},)
_IS_CLOSED = ({"field": "state", "op": "in", "value": ["won", "lost"]},)


def declare() -> None:
    """Lend the sources, dimensions and measures (once, at start)."""
    _sources()
    _dimensions()
    product_measures.declare()
    markets.declare()
    purchases.declare()
    closings.declare()
    path_measures.declare()
    _won()
    _lost()
    _rates()
    _cycle()
    _created()
    _open()
    _ahead()
    _attainment()
    _pages()


def _pages() -> None:
    picture(
        "funnel",
        label=_("Sales funnel"),
        needs="sales.view_deal",
        draw=drawn_for,
        told=told_for,
        route="sales:funnel",
    )
    figures = [Tile("figure", f"deals.{key}") for key in ("won_value", "win_rate")]
    cycle = Tile("figure", "deals.cycle_days_median")
    ahead = Tile("figure", "deals.weighted_value")
    won, funnel = Tile("trend", "deals.won_value", width=2), Tile("picture", "funnel", width=2)
    reasons = Tile("bars", "deals.lost_count", "lost_reason", 2)
    people = Tile("people", "deals.won_value", width=4)
    fresh = Tile("figure", "contacts.new")
    ready_board("rep", _("Seller"), *figures, cycle, ahead, won, funnel, reasons)
    ready_board("manager", _("Team lead"), *figures, cycle, ahead, people, won, funnel, reasons)
    by_team = Tile("bars", "deals.won_value", "team", 2)
    ready_board(
        "director", _("Director"), *figures, fresh, ahead, won, funnel, by_team, reasons, people
    )
    analysis(
        "forecast",
        label=_("Forecast"),
        about=_(
            "What open deals may bring, by month, team and person, and what slipped from week to week."
        ),
        route="sales:forecast",
        icon="trending-up",
        needs="sales.view_deal",
    )
    analysis(
        "leaders",
        label=_("Leader board"),
        about=_("Colleagues, teams and products side by side, ranked by what they won."),
        route="sales:leaders",
        icon="trophy",
        needs="sales.view_deal",
    )
    analysis(
        "funnel",
        label=_("Sales funnel"),
        about=_("How far deals came, how long they stayed in each stage, why they were lost."),
        route="sales:funnel",
        icon="filter",
        needs="sales.view_deal",
    )


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


def _won() -> None:
    measure(
        "deals.won_value",
        label=_("Won value"),
        formula_words=_(
            "Amounts of won deals by the day they were closed; a deal opened again no longer counts."
        ),
        unit="money",
        formula=Worth(WON),
        finer=Worth(WON_LINES),
        fields=("amount", "state"),
        rule=_IS_WON,
        why_empty=_NOTHING_WON,
        **_CLOSED,
    )
    measure(
        "deals.won_count",
        label=_("Won deals"),
        formula_words=_(
            "Won deals by the day they were closed; a deal opened again no longer counts."
        ),
        unit="count",
        formula=Count(WON),
        finer=Count(WON_LINES),
        fields=("state",),
        rule=_IS_WON,
        why_empty=_NOTHING_WON,
        **_CLOSED,
    )
    measure(
        "deals.average_deal",
        label=_("Average deal"),
        formula_words=_(
            "Amounts of won deals ÷ their number, for each currency, by the day they were closed."
        ),
        unit="money",
        formula=Mean(WON),
        finer=Mean(WON_LINES),
        fields=("amount", "state"),
        rule=_IS_WON,
        why_empty=_NOTHING_WON,
        **_CLOSED,
    )

    measure(
        "deals.won_by_cohort",
        label=_("Won deals by month added"),
        formula_words=_("Won deals by the month they were added in and the day they were closed."),
        unit="count",
        formula=Count(COHORT),
        fields=("state", "created_at"),
        rule=_IS_WON,
        why_empty=_NOTHING_WON,
        first_by="cohort",
        in_library=False,
        **_CLOSED,
    )


def _lost() -> None:
    facts: dict[str, Any] = {
        "rule": _IS_LOST,
        "better": -1,
        "first_by": "lost_reason",
        "why_empty": _("No deal was lost in this period, or none that you may see."),
        **_CLOSED,
    }
    measure(
        "deals.lost_count",
        label=_("Lost deals"),
        formula_words=_("Lost deals by the day they were closed."),
        unit="count",
        formula=Count(LOST),
        finer=Count(LOST_LINES),
        fields=("state",),
        **facts,
    )
    measure(
        "deals.lost_value",
        label=_("Lost value"),
        formula_words=_("Amounts of lost deals by the day they were closed."),
        unit="money",
        formula=Worth(LOST),
        finer=Worth(LOST_LINES),
        fields=("amount", "state"),
        **facts,
    )


def _rates() -> None:
    facts: dict[str, Any] = {"rule": _IS_CLOSED, "why_empty": _NOTHING_CLOSED, **_CLOSED}
    measure(
        "deals.win_rate",
        label=_("Win rate"),
        formula_words=_("Won deals ÷ (won + lost deals), by the day they were closed."),
        unit="percent",
        formula=Share(WON, (WON, LOST)),
        finer=Share(WON_LINES, (WON_LINES, LOST_LINES)),
        fields=("state",),
        **facts,
    )
    measure(
        "deals.win_rate_value",
        label=_("Win rate by value"),
        formula_words=_(
            "Amounts of won deals ÷ amounts of won and lost deals, for each currency, by the day they were closed."
        ),
        unit="percent",
        formula=ShareOfWorth(WON, (WON, LOST)),
        finer=ShareOfWorth(WON_LINES, (WON_LINES, LOST_LINES)),
        fields=("amount", "state"),
        **facts,
    )


def _cycle() -> None:
    facts: dict[str, Any] = {
        "unit": "days",
        "fields": ("state", "created_at"),
        "rule": _IS_WON,
        "why_empty": _NOTHING_WON,
        "better": -1,
        **_CLOSED,
    }
    measure(
        "deals.cycle_days_median",
        label=_("Sales cycle (median)"),
        formula_words=_(
            "The days from added to won within which half of the deals were won, by the day they were closed. Up to 63 days exact, above at most 1.6 % off."
        ),
        formula=Quantile(WON, 0.5),
        finer=Quantile(WON_LINES, 0.5),
        **facts,
    )
    measure(
        "deals.cycle_days_p90",
        label=_("Sales cycle (9 of 10)"),
        formula_words=_(
            "The days from added to won within which nine of ten deals were won, by the day they were closed. Up to 63 days exact, above at most 1.6 % off."
        ),
        formula=Quantile(WON, 0.9),
        finer=Quantile(WON_LINES, 0.9),
        **facts,
    )


def _created() -> None:
    measure(
        "deals.created_count",
        label=_("New deals"),
        group=_GROUP,
        formula_words=_("Deals by the day they were added, whatever became of them."),
        unit="count",
        formula=Count(MADE),
        counts_by=_("Added"),
        day_field="created_at",
        fields=("created_at",),
        why_empty=_("No deal was added in this period, or none that you may see."),
    )


def _open() -> None:
    facts: dict[str, Any] = {
        "group": _GROUP,
        "rule": _IS_OPEN,
        "why_empty": _("There is no open deal, or none that you may see."),
        "first_by": "stage",
    }
    measure(
        "deals.open_value",
        label=_("Open value"),
        formula_words=_("Amounts of the deals that are open now, whatever the period."),
        unit="money",
        formula=Worth("deals.open"),
        fields=("amount", "state"),
        **facts,
    )
    measure(
        "deals.open_count",
        label=_("Open deals"),
        formula_words=_("Deals that are open now, whatever the period."),
        unit="count",
        formula=Count("deals.open"),
        fields=("state",),
        **facts,
    )
    measure(
        "deals.weighted_value",
        label=_("Weighted value"),
        formula_words=_(
            "Amount × probability of the deals that are open now, whatever the period."
        ),
        unit="money",
        formula=Worth("deals.weighted"),
        fields=("amount", "state", "probability"),
        **facts,
    )


def _ahead() -> None:
    """What the page of the forecast asks."""
    facts: dict[str, Any] = {
        "group": _GROUP,
        "rule": _IS_OPEN,
        "unit": "money",
        "in_library": False,
    }
    measure(
        "deals.ahead_value",
        label=_("Forecast"),
        formula_words=_(
            "Amounts of the deals that are open now, by the month they are expected in."
        ),
        formula=Worth(AHEAD),
        fields=("amount", "state", "expected_close_on", "forecast", "probability"),
        why_empty=_("There is no open deal, or none that you may see."),
        first_by="due",
        **facts,
    )
    measure(
        "deals.ahead_count",
        label=_("Open deals by expected month"),
        formula_words=_("Deals that are open now, by the month they are expected in."),
        formula=Count(AHEAD),
        fields=("state", "expected_close_on"),
        why_empty=_("There is no open deal, or none that you may see."),
        first_by="due",
        **{**facts, "unit": "count"},
    )
    measure(
        "deals.ahead_aged",
        label=_("Open value by age"),
        formula_words=_(
            "Amounts of the deals that are open now, by the day they entered their stage."
        ),
        formula=Worth(AHEAD),
        counts_by=_("In the stage since"),
        fields=("amount", "state"),
        why_empty=_("There is no open deal, or none that you may see."),
        first_by="stage",
        **facts,
    )


def _attainment() -> None:
    measure(
        "targets.attainment",
        label=_("Target reached"),
        formula_words=_(
            "Won value ÷ its target on the same days, for the company, else the topmost teams, else the people with targets that you see. A team counts with the teams below it."
        ),
        unit="percent",
        formula=Worth(WON),
        told=attainment,
        finest="day",
        ways=(*PARTS, *MARKETS),
        narrows=("owner",),
        fields=("amount", "state"),
        why_empty=_("No target is set for these days, or none that you may see."),
        **{**_CLOSED, "group": _("Targets")},
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
