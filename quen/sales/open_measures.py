"""What is measured of open deals: as they stand, and by the month they are expected in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.insights.measures import Count, Worth, measure
from quen.sales.sources import AHEAD

_GROUP = _("Deals")
_IS_OPEN = ({"field": "state", "op": "is", "value": "open"},)


def declare() -> None:
    """Lend the measures (once, at start)."""
    _open()
    _ahead()


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
