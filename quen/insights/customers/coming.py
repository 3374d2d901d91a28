"""What is measured of buyers who come: for the first time, and again."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from quen.insights import buyers
from quen.insights.buyers import Scope
from quen.insights.customers.telling import Values, counted, facts, shares
from quen.insights.measures import measure


def repeat_rate(scope: Scope) -> Values:
    """The share of buyers who had bought before."""
    return shares(buyers.returners(scope), buyers.buyers(scope))


def declare() -> None:
    """Lend the measures (once, at start)."""
    measure(
        "customers.new",
        label=_("First-time buyers"),
        formula_words=_(
            "Customers by the day of their first purchase. A customer is the company that bought, else the person."
        ),
        unit="count",
        **facts(partial(counted, buyers.first_timers), behind="new", adds_up=True),
    )
    measure(
        "customers.repeat_rate",
        label=_("Repeat purchase rate"),
        formula_words=_(
            "Customers who bought in the period and had bought before ÷ customers who bought in it."
        ),
        unit="percent",
        **facts(repeat_rate, behind="again"),
    )
