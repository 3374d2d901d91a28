"""What is measured of buyers who stay and who leave."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from quen.insights import buyers
from quen.insights.buyers import Scope
from quen.insights.customers.telling import Values, about_active, facts, shares
from quen.insights.measures import measure


def churn_rate(scope: Scope) -> Values:
    """The share lost of those who were active at the start."""
    days = buyers.active_days()
    return shares(buyers.lost(scope, days), buyers.active_at_start(scope, days))


def retention_rate(scope: Scope) -> Values:
    """The share kept of them."""
    rates = {part: rate for part, rate in churn_rate(scope).items() if isinstance(rate, Decimal)}
    return {part: 100 - rate for part, rate in rates.items()}


def declare() -> None:
    """Lend the measures (once, at start)."""
    nobody = _("No customer was active when this period began, or none whom you may see.")
    measure(
        "customers.retention_rate",
        label=_("Retention rate"),
        formula_words=about_active(
            _(
                "Of the customers who were active when the period began, the share who are still active at its end (customers at the end less new ones ÷ customers at the start; Farris and others, Marketing Metrics)."
            )
        ),
        unit="percent",
        **facts(retention_rate, behind="kept", why_empty=nobody),
    )
    measure(
        "customers.churn_rate",
        label=_("Churn rate"),
        formula_words=about_active(
            _(
                "Of the customers who were active when the period began, the share who are not any more at its end: 100 % less the retention rate."
            )
        ),
        unit="percent",
        better=-1,
        **facts(churn_rate, behind="lost", why_empty=nobody),
    )
