"""What is told of buyers: sums over purchases that a colleague may see, for days and parts of the company.

A customer is active on a day who bought within the days before it that the rule says. Retention looks at
those who were active when the period began: kept are those who are still active when it ends.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from quen.insights import bought_days
from quen.insights.models import Cost, CustomerRule, Purchase
from quen.insights.purchase_kinds import seen_by
from quen.insights.read_once import Read, once
from quen.kit.periods import add_months, month_start
from quen.kit.rates import rate_on
from quen.kit.workspace import today, workspace

PARTS = ("owner", "team")
YEAR = 365
_DAY = timedelta(days=1)
_CENT = Decimal("0.01")
# The part of the company ("" is all that is seen): its figure.
Counts = dict[str, int]
# The same in money, by currency.
Worth = dict[str, dict[str, Decimal]]


@dataclass(frozen=True)
class Scope:
    """Whose purchases on which days: both included, never beyond today. `by` is owner, team, a way of the
    figure's own or ""; `length` is how many days were asked for, those to come included. Scopes that share
    `read` count the same once."""

    user: Any
    first: date
    last: date
    by: str = ""
    seen: Q = field(default_factory=Q)
    length: int = 1
    read: Read = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_all(self) -> bool:
        """Whether it is everybody's purchases as a whole: then sums of days answer."""
        return not self.by and not self.seen

    @property
    def rows(self) -> QuerySet[Purchase]:
        """What was bought on these days."""
        return self.every.filter(bought_on__range=(self.first, self.last))

    @property
    def every(self) -> QuerySet[Purchase]:
        """What was ever bought."""
        return Purchase.objects.filter(self.seen).order_by()

    def counted(self, rows: QuerySet[Purchase], number: Any) -> Counts:
        """A number of these rows, for each part."""
        if not self.by:
            return {"": rows.aggregate(n=number)["n"]}
        told = rows.values_list(f"{self.by}_id").annotate(n=number)
        return {str(part or ""): n for part, n in told if n}

    def year(self) -> "Scope":
        """The 365 days until its last."""
        return replace(self, first=self.last - (YEAR - 1) * _DAY)


def scope_of(
    user: Any,
    first: date,
    last: date,
    by: str = "",
    more: Q | None = None,
    read: Read | None = None,
) -> Scope:
    """What this colleague sees of these days, as far as they have come; `more` narrows it."""
    seen = seen_by(user)
    ends = max(min(last, today()), first)
    length = (last - first).days + 1
    narrowed = seen & more if more else seen
    return Scope(user, first, ends, by, narrowed, length, {} if read is None else read)


@once
def purchases(scope: Scope) -> Counts:
    """How many purchases."""
    if scope.is_all:
        return {"": bought_days.number(scope.first, scope.last)}
    return scope.counted(scope.rows, Count("pk"))


@once
def buyers(scope: Scope) -> Counts:
    """How many customers bought."""
    if scope.is_all:
        return {"": bought_days.last_ones(scope.first, scope.last, scope.last)}
    return scope.counted(scope.rows, Count("customer", distinct=True))


@once
def first_timers(scope: Scope) -> Counts:
    """How many bought for the first time."""
    if scope.is_all:
        return {"": bought_days.firsts(scope.first, scope.last)}
    return scope.counted(scope.rows.filter(nth=1), Count("pk"))


@once
def returners(scope: Scope) -> Counts:
    """How many bought who had bought before."""
    if scope.is_all:
        return {"": bought_days.last_ones(scope.first, scope.last, scope.last, again=True)}
    return scope.counted(scope.rows.filter(nth__gt=1), Count("customer", distinct=True))


@once
def active_at_start(scope: Scope, days: int) -> Counts:
    """Who bought within so many days before the first: the last purchase before it counts, once each."""
    if scope.is_all:
        eve = scope.first - _DAY
        return {"": bought_days.last_ones(scope.first - days * _DAY, eve, eve)}
    return scope.counted(before(scope, days), Count("pk"))


@once
def lost(scope: Scope, days: int) -> Counts:
    """Those of them who are no longer active at the end of the last day."""
    active_since = _active_since(scope, days)
    if scope.is_all and active_since <= scope.first:
        since, until = scope.first - days * _DAY, active_since - _DAY
        return {"": bought_days.last_ones(since, until, scope.last)}
    return scope.counted(lost_rows(scope, days), Count("pk"))


def _active_since(scope: Scope, days: int) -> date:
    """Who bought on this day or later is active at the end of the last."""
    return scope.last - (days - 1) * _DAY


def before(scope: Scope, days: int) -> QuerySet[Purchase]:
    """The last purchase of each customer who was active when the days began."""
    since = scope.first - days * _DAY
    last = Q(next_on=None) | Q(next_on__gte=scope.first)
    return scope.every.filter(last, bought_on__range=(since, scope.first - _DAY))


def lost_rows(scope: Scope, days: int) -> QuerySet[Purchase]:
    """The last purchase before the days of each customer who is not active any more at their end."""
    active_since = _active_since(scope, days)
    if active_since > scope.first:
        ends = Purchase.objects.filter(bought_on__range=(active_since, scope.last))
        return before(scope, days).exclude(customer__in=ends.values("customer"))
    # Who bought again in these days is active at their end.
    since = scope.first - days * _DAY
    last = Q(next_on=None) | Q(next_on__gt=scope.last)
    return scope.every.filter(last, bought_on__range=(since, active_since - _DAY))


def kept_rows(scope: Scope, days: int) -> QuerySet[Purchase]:
    """The last purchase before the days of each customer who is still active at their end."""
    gone = lost_rows(scope, days).values("customer")
    return before(scope, days).exclude(customer__in=gone)


@once
def worth(scope: Scope) -> tuple[Worth, dict[str, Counts]]:
    """What was bought, in the company's currency at the rate of each day and apart where there is no rate;
    and how many purchases that is, alike by part and currency."""
    sums: Worth = defaultdict(dict)
    numbers: dict[str, Counts] = defaultdict(lambda: defaultdict(int))
    for on, currency, *part, cents, n in _sums(scope):
        key = str((part[0] if part else "") or "")
        _rate, into = _into(currency, on)
        _add(sums[key], Decimal(cents).scaleb(-2), currency, on)
        numbers[key][into] += n
    return {key: rounded(one) for key, one in sums.items()}, numbers


def _sums(scope: Scope) -> QuerySet[Any]:
    """Day, currency, the part where there is one, cents and number."""
    if scope.is_all:
        return bought_days.sums(scope.first, scope.last)
    names = ("bought_on", "currency", *([f"{scope.by}_id"] if scope.by else []))
    return scope.rows.values_list(*names).annotate(sum=Sum("cents"), n=Count("pk"))


def costs(first: date, last: date) -> dict[str, Decimal]:
    """What marketing and sales cost on these days: of a month that lies partly in them, its share by days."""
    found: dict[str, Decimal] = {}
    for month, _channel, amount, currency in _spent(first, last):
        _add(found, amount, currency, month)
    return rounded(found)


def costs_by_channel(first: date, last: date) -> Worth:
    """The same for each channel as it is written; not rounded."""
    found: Worth = defaultdict(dict)
    for month, channel, amount, currency in _spent(first, last):
        _add(found[channel], amount, currency, month)
    return found


def _spent(first: date, last: date) -> Iterator[tuple[date, str, Decimal, str]]:
    rows = Cost.objects.filter(month__gte=month_start(first), month__lte=last)
    columns = ("month", "channel", "amount", "currency")
    for month, channel, amount, currency in rows.values_list(*columns):
        ends = add_months(month, 1) - _DAY
        inside = (min(ends, last) - max(month, first)).days + 1
        yield month, channel, amount * inside / ((ends - month).days + 1), currency


def rounded(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    """To hundredths, half up."""
    return {c: amount.quantize(_CENT, ROUND_HALF_UP) for c, amount in sums.items()}


def active_days() -> int:
    """For how many days after a purchase a customer is active."""
    return int(CustomerRule.now().active_days)


def _add(sums: dict[str, Decimal], amount: Decimal, currency: str, on: date) -> None:
    rate, into = _into(currency, on)
    sums[into] = sums.get(into, Decimal(0)) + amount * rate


def _into(currency: str, on: date) -> tuple[Decimal, str]:
    base = workspace().currency
    rate = rate_on(currency, base, on)
    return (Decimal(1), currency) if rate is None else (rate, base)
