"""What is measured of buyers: who comes, who comes again, who stays, and what each costs and brings."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quen.insights import buyers
from quen.insights.buyers import PARTS, Counts, Scope, scope_of
from quen.insights.measures import TIMES, Count, Value, measure
from quen.insights.purchase_kinds import sees_all, sees_some
from quen.insights.reading import Answer, Question, size_of
from quen.insights.sources import present
from quen.insights.targets import slots_asked
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.people.models import Contact

_GROUP = _("Purchases and loyalty")
_BOUGHT = "customers.bought"
_CENT = Decimal("0.01")
# A figure for each part of the company that a scope is broken by.
Values = Mapping[str, Value]
Figure = Callable[[Scope], Values]


def declare() -> None:
    """Lend the measures (once, at start)."""
    present(_BOUGHT, noun="contact", model=Contact, names=(), lines=lambda user: ())
    _purchases()
    _coming()
    _staying()
    _worth()


def teller(figure: Figure) -> Callable[[Question], Answer]:
    """Answer questions by asking a figure for the whole and for each part or slot of time."""

    def told(question: Question) -> Answer:
        by = _check(question)
        more = _narrowed(question)
        scope = partial(scope_of, question.user, by=by, more=more)
        whole = scope_of(question.user, question.first, question.last, more=more)
        total = figure(whole).get("")
        rows: list[tuple[tuple[str, ...], Value]] = []
        if question.time:
            for key, (first, last) in slots_asked(question):
                if first <= today():
                    rows += [
                        _row(question, key, p, v) for p, v in figure(scope(first, last)).items()
                    ]
        elif by:
            found = figure(scope(question.first, question.last))
            rows = [((part,), value) for part, value in found.items()]
            rows.sort(key=lambda row: (-size_of(row[1]), row[0]))
        return Answer([row for row in rows if row[1] not in (None, {})], total)

    return told


def _row(question: Question, slot: str, part: str, value: Value) -> tuple[tuple[str, ...], Value]:
    return tuple(slot if name == question.time else part for name in question.by), value


def _check(question: Question) -> str:
    """The part of the company it is broken by. Raises Refused for other breaks and filters."""
    own = set(question.measure.ways)
    parts = [name for name in question.by if name in own]
    others = set(question.by) - own - set(TIMES[1:])
    if question.nodes or others or len(parts) > 1 or set(question.where) - own:
        known = ", ".join((*question.measure.ways, *TIMES[1:]))
        raise Refused(gettext("This figure can be broken by one of: %s.") % known)
    return parts[0] if parts else ""


def _narrowed(question: Question) -> Q:
    narrowed = Q()
    for name, values in question.where.items():
        ids = [int(value) for value in values if value]
        nobody = Q(**{f"{name}_id": None}) if "" in values else Q()
        narrowed &= Q(**{f"{name}_id__in": ids}) | nobody
    return narrowed


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(_CENT, ROUND_HALF_UP)


def _shares(parts: Counts, wholes: Counts) -> Values:
    return {key: _share(parts.get(key, 0), whole) for key, whole in wholes.items() if whole}


def _counted(count: Callable[[Scope], Counts], scope: Scope) -> Values:
    return dict(count(scope))


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


def repeat_rate(scope: Scope) -> Values:
    """The share of buyers who had bought before."""
    return _shares(buyers.returners(scope), buyers.buyers(scope))


def churn_rate(scope: Scope) -> Values:
    """The share lost of those who were active at the start."""
    days = buyers.active_days()
    return _shares(buyers.lost(scope, days), buyers.active_at_start(scope, days))


def retention_rate(scope: Scope) -> Values:
    """The share kept of them."""
    rates = {part: rate for part, rate in churn_rate(scope).items() if isinstance(rate, Decimal)}
    return {part: 100 - rate for part, rate in rates.items()}


def acquisition_cost(scope: Scope) -> Values:
    """Costs by first-time buyer; nothing without costs, or without such a buyer."""
    comers = buyers.first_timers(scope).get("", 0)
    spent = buyers.costs(scope.first, scope.last)
    if not comers or not spent:
        return {}
    return {"": buyers.rounded({c: amount / comers for c, amount in spent.items()})}


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


def _facts(figure: Figure, **more: Any) -> dict[str, Any]:
    usual = {
        "group": _GROUP,
        "formula": Count(_BOUGHT),
        "told": teller(figure),
        "ways": PARTS,
        "counts_by": _("Bought"),
        "why_empty": _("Nothing was bought in this period, or nothing that you may see."),
        "shown_to": sees_some,
        "finest": "day",
    }
    return {**usual, **more}


def _reads_amounts(user: Any) -> bool:
    hidden = ("order.total", "deal.amount")
    return sees_some(user) and all(user.may_read_field(one) for one in hidden)


def _purchases() -> None:
    measure(
        "customers.purchases",
        label=_("Purchases"),
        formula_words=_(
            "Orders that were placed and not cancelled or wholly credited, by their day; and won deals without an order, by the day they were closed."
        ),
        unit="count",
        **_facts(partial(_counted, buyers.purchases), behind="bought", adds_up=True),
    )
    measure(
        "customers.purchase_value",
        label=_("Value of purchases"),
        formula_words=_(
            "Purchases before VAT, less what was credited, in the company's currency at the rate of the day. A purchase is an order that stands, or a won deal without an order."
        ),
        unit="money",
        **_facts(worth, behind="bought", adds_up=True, shown_to=_reads_amounts),
    )
    measure(
        "customers.average_order",
        label=_("Average order value"),
        formula_words=_(
            "Value of purchases ÷ their number, before VAT, in the company's currency."
        ),
        unit="money",
        **_facts(average_order, behind="bought", shown_to=_reads_amounts),
    )


def _coming() -> None:
    measure(
        "customers.new",
        label=_("First-time buyers"),
        formula_words=_(
            "Customers by the day of their first purchase. A customer is the company that bought, else the person."
        ),
        unit="count",
        **_facts(partial(_counted, buyers.first_timers), behind="new", adds_up=True),
    )
    measure(
        "customers.repeat_rate",
        label=_("Repeat purchase rate"),
        formula_words=_(
            "Customers who bought in the period and had bought before ÷ customers who bought in it."
        ),
        unit="percent",
        **_facts(repeat_rate, behind="again"),
    )


def _staying() -> None:
    nobody = _("No customer was active when this period began, or none whom you may see.")
    measure(
        "customers.retention_rate",
        label=_("Retention rate"),
        formula_words=_about_active(
            _(
                "Of the customers who were active when the period began, the share who are still active at its end (customers at the end less new ones ÷ customers at the start; Farris and others, Marketing Metrics)."
            )
        ),
        unit="percent",
        **_facts(retention_rate, behind="kept", why_empty=nobody),
    )
    measure(
        "customers.churn_rate",
        label=_("Churn rate"),
        formula_words=_about_active(
            _(
                "Of the customers who were active when the period began, the share who are not any more at its end: 100 % less the retention rate."
            )
        ),
        unit="percent",
        better=-1,
        **_facts(churn_rate, behind="lost", why_empty=nobody),
    )


def _about_active(words: Any) -> Any:
    """A formula, with the days that a customer stays active as they are set now."""
    return lazy(_with_days, str)(words)


def _with_days(words: Any) -> str:
    told = gettext("A customer is active for %d days after a purchase.") % buyers.active_days()
    return f"{words} {told}"


def _worth() -> None:
    measure(
        "customers.cac",
        label=_("Customer acquisition cost"),
        formula_words=_(
            "Marketing and sales costs of the period ÷ first-time buyers in it. Of a month that lies partly in the period its share by days counts."
        ),
        unit="money",
        better=-1,
        **_facts(
            acquisition_cost,
            ways=(),
            behind="new",
            shown_to=lambda user: user.can("insights.view_costs") and sees_all(user),
            enter=("insights.manage_costs", "insights:costs"),
            why_empty=_(
                "For these days no marketing or sales cost is entered, or nobody bought for the first time. Enter what marketing and sales cost in each month."
            ),
        ),
    )
    measure(
        "customers.clv",
        label=_("Customer lifetime value"),
        formula_words=_about_active(
            _(
                "Average order value × purchases by customer and year × mean life of a customer in years, which is 1 ÷ the yearly churn rate (Farris and others, Marketing Metrics); each of the 365 days until the end of the period, before VAT, as sales and not as profit."
            )
        ),
        unit="money",
        **_facts(
            lifetime_value,
            behind="bought",
            finest="month",  # each slot looks back a whole year
            shown_to=_reads_amounts,
            why_empty=_(
                "It takes customers who were active a year before the end of the period, and at least one who left since: without them nobody can say how long a customer stays."
            ),
        ),
    )
