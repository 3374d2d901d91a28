"""What is measured of purchases: how many, what they are worth, what one is worth."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from quen.insights import buyers
from quen.insights.buyers import Scope
from quen.insights.customers.telling import Values, counted, facts, reads_amounts
from quen.insights.measures import measure


def worth(scope: Scope) -> Values:
    """What was bought, by currency."""
    return dict(buyers.worth(scope)[0])


def average_order(scope: Scope) -> Values:
    """What a purchase is worth, by currency."""
    sums, numbers = buyers.worth(scope)
    return {
        part: buyers.rounded({c: amount / numbers[part][c] for c, amount in one.items()})
        for part, one in sums.items()
    }


def declare() -> None:
    """Lend the measures (once, at start)."""
    measure(
        "customers.purchases",
        label=_("Purchases"),
        formula_words=_(
            "Orders that were placed and not cancelled or wholly credited, by their day; and won deals without an order, by the day they were closed."
        ),
        unit="count",
        **facts(partial(counted, buyers.purchases), behind="bought", adds_up=True),
    )
    measure(
        "customers.purchase_value",
        label=_("Value of purchases"),
        formula_words=_(
            "Purchases before VAT, less what was credited, in the company's currency at the rate of the day. A purchase is an order that stands, or a won deal without an order."
        ),
        unit="money",
        **facts(worth, behind="bought", adds_up=True, shown_to=reads_amounts),
    )
    measure(
        "customers.average_order",
        label=_("Average order value"),
        formula_words=_(
            "Value of purchases ÷ their number, before VAT, in the company's currency."
        ),
        unit="money",
        **facts(average_order, behind="bought", shown_to=reads_amounts),
    )
