"""What is measured of leads: how many there are, and with how many a deal was won."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.insights.cohorts import WAYS, Cohort, cohort_of
from quen.insights.customers.telling import BOUGHT, Values, shares, teller
from quen.insights.lead_rule import sees_closings, with_rule
from quen.insights.measures import Count, measure


def leads(cohort: Cohort) -> Values:
    """How many became a lead."""
    return dict(cohort.counted()[0])


def close_rate(cohort: Cohort) -> Values:
    """The share of them with whom, or with whose company, a deal was won since."""
    became, closed = cohort.counted()
    return shares(closed, became)


def declare() -> None:
    """Lend the measures (once, at start)."""
    usual: dict[str, Any] = {
        "group": _("Customers"),
        "formula": Count(BOUGHT),
        "ways": tuple(WAYS),
        "counts_by": _("Became a lead"),
        "fields": ("lifecycle_stage", "created_at"),
        "route_behind": "insights:leads",
        "finest": "day",
        "first_by": "source",
        "enter": ("insights.manage_costs", "insights:costs", _("Say what a lead is")),
        "why_empty": _("Nobody became a lead in this period, or nobody whom you may see."),
    }
    measure(
        "customers.leads",
        label=_("Leads"),
        formula_words=with_rule(_("Customers by the day they became a lead.")),
        unit="count",
        told=teller(leads, cohort_of),
        behind="all",
        adds_up=True,
        **usual,
    )
    measure(
        "customers.close_rate",
        label=_("Close rate"),
        formula_words=with_rule(
            _(
                "Of the leads of the period, the share who closed: with them, or with the company they work for, a deal was won on that day or since. Leads of the last weeks may still close."
            )
        ),
        unit="percent",
        told=teller(close_rate, cohort_of),
        behind="closed",
        shown_to=sees_closings,
        **usual,
    )
