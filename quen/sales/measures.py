"""What is measured of deals that were won, lost or added."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.insights.attainment import attainment
from quen.insights.markets import MARKETS
from quen.insights.measures import Count, Mean, Quantile, Share, ShareOfWorth, Worth, measure
from quen.insights.targets import PARTS
from quen.sales import (
    analyses,
    closings,
    markets,
    open_measures,
    path_measures,
    product_measures,
    purchases,
    sources,
)
from quen.sales.sources import COHORT, LOST, LOST_LINES, MADE, WON, WON_LINES

_GROUP = _("Deals")
_CLOSED = {"counts_by": _("Closed"), "day_field": "closed_at", "group": _GROUP}
_NOTHING_WON = _("No deal was won in this period, or none that you may see.")
_NOTHING_CLOSED = _("No deal was won or lost in this period, or none that you may see.")
_IS_WON = ({"field": "state", "op": "is", "value": "won"},)
_IS_LOST = ({"field": "state", "op": "is", "value": "lost"},)
_IS_CLOSED = ({"field": "state", "op": "in", "value": ["won", "lost"]},)


def declare() -> None:
    """Lend the sources, dimensions and measures (once, at start)."""
    sources.declare()
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
    open_measures.declare()
    _attainment()
    analyses.declare()


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
