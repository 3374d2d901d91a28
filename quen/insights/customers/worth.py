"""What is measured of a customer's worth: what winning one costs, and what a lifetime brings."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from quen.insights import buyers, showing
from quen.insights.buyers import Scope, scope_of
from quen.insights.channels import Matched, matched, names
from quen.insights.customers.telling import Values, about_active, facts, reads_amounts
from quen.insights.dimensions import dimension
from quen.insights.measures import measure
from quen.insights.purchase_kinds import sees_all
from quen.insights.questions import Question


def acquisition_cost(scope: Scope) -> Values:
    """Costs by first-time buyer; nothing without costs, or without such a buyer."""
    if scope.by:
        return _by_channel(matched(scope))
    comers = buyers.first_timers(scope).get("", 0)
    spent = buyers.costs(scope.first, scope.last)
    if not comers or not spent:
        return {}
    return {"": buyers.rounded({c: amount / comers for c, amount in spent.items()})}


def _by_channel(told: Matched) -> Values:
    return {
        key: buyers.rounded({c: amount / told.came[key] for c, amount in told.spent[key].items()})
        for key in told.both
    }


def not_matched(question: Question) -> list[str]:
    """What of costs and buyers stands in no channel's figure, in words."""
    told = matched(scope_of(question.user, question.first, question.last, read=question.read))
    found = []
    if told.spent.get(""):
        found.append(gettext("Costs without a channel: %s.") % _sums(question, told.spent[""]))
    if told.came.get(""):
        n = told.came[""]
        found.append(
            ngettext(
                "%d first-time buyer has no source.", "%d first-time buyers have no source.", n
            )
            % n
        )
    if told.free:
        words = ngettext(
            "%d first-time buyer came by a source without costs.",
            "%d first-time buyers came by a source without costs.",
            told.free,
        )
        found.append(words % told.free)
    known = names(told.in_vain)
    for key in told.in_vain:
        line = {"channel": known[key], "amount": _sums(question, told.spent[key])}
        found.append(
            gettext(
                "%(amount)s were spent on %(channel)s, by which nobody came for the first time."
            )
            % line
        )
    return found


def _sums(question: Question, sums: Mapping[str, Decimal]) -> str:
    return showing.full(question.measure, buyers.rounded(dict(sums)), question.user.language)


def lifetime_value(scope: Scope) -> Values:
    """Average order × purchases by customer and year × mean life in years: 1 ÷ yearly churn."""
    year, days = scope.year(), buyers.active_days()
    sums, _numbers = buyers.worth(year)
    who, gone = buyers.buyers(year), buyers.lost(year, days)
    began = buyers.active_at_start(year, days)
    return {
        part: buyers.rounded(
            {c: amount * began[part] / (who[part] * gone[part]) for c, amount in one.items()}
        )
        for part, one in sums.items()
        if gone.get(part) and began.get(part)
    }


def declare() -> None:
    """Lend the measures (once, at start)."""
    dimension("contact", "channel", label=_("Channel"), field="", names=names)
    measure(
        "customers.cac",
        label=_("Customer acquisition cost"),
        formula_words=_(
            "Marketing and sales costs of the period ÷ first-time buyers in it. Of a month that lies partly in the period its share by days counts. By channel: costs of the channel ÷ those whose source (the company's, else the person's) is written like it."
        ),
        unit="money",
        better=-1,
        **facts(
            acquisition_cost,
            ways=("channel",),
            first_by="channel",
            notes=not_matched,
            behind="new",
            shown_to=lambda user: user.can("insights.view_costs") and sees_all(user),
            enter=("insights.manage_costs", "insights:costs", _("Enter costs")),
            why_empty=_(
                "For these days no marketing or sales cost is entered, or nobody bought for the first time. Enter what marketing and sales cost in each month."
            ),
        ),
    )
    measure(
        "customers.clv",
        label=_("Customer lifetime value"),
        formula_words=about_active(
            _(
                "Average order value × purchases by customer and year × mean life of a customer in years, which is 1 ÷ the yearly churn rate (Farris and others, Marketing Metrics); each of the 365 days until the end of the period, before VAT, as sales and not as profit."
            )
        ),
        unit="money",
        **facts(
            lifetime_value,
            behind="bought",
            finest="month",  # each slot looks back a whole year
            shown_to=reads_amounts,
            why_empty=_(
                "It takes customers who were active a year before the end of the period, and at least one who left since: without them nobody can say how long a customer stays."
            ),
        ),
    )
