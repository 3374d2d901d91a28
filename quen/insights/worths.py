"""What each customer bought so far: told of one from their purchases, kept in a table for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from quen.insights import buyers
from quen.insights.models import Buyer, Counted, Purchase
from quen.kit.calm import calm
from quen.kit.db import lock
from quen.kit.models import Rate
from quen.kit.rates import forget_rates, rate_on
from quen.kit.rows import insert
from quen.kit.workspace import today, workspace

_COLUMNS = ("customer", "purchases", "cents", "apart", "first_on", "last_on")
_SOURCE = "buyers"
_AT_ONCE = 2_000
END = 2**63 - 1  # beyond every id


@dataclass(frozen=True)
class Worth:
    """What somebody bought so far: by currency, in the company's where there is a rate."""

    purchases: int
    worth: dict[str, Decimal]
    first: date
    last: date

    @property
    def days_since(self) -> int:
        """Days since the last purchase."""
        return max((today() - self.last).days, 0)

    @property
    def is_active(self) -> bool:
        """Whether the rule calls them active today."""
        return self.last > today() - timedelta(days=buyers.active_days())


def worth_of(customer: int, user: Any) -> Worth | None:
    """What this customer bought as far as this colleague may see it; None where that is nothing."""
    scope = buyers.scope_of(user, date.min, date.max, more=Q(customer=customer))
    ends = scope.every.aggregate(n=Count("pk"), first=Min("bought_on"), last=Max("bought_on"))
    if not ends["n"]:
        return None
    sums = _summed(scope.every.values_list("bought_on", "currency").annotate(cents=Sum("cents")))
    return Worth(ends["n"], sums, ends["first"], ends["last"])


def _summed(rows: Iterable[tuple[date, str, int]]) -> dict[str, Decimal]:
    base = workspace().currency
    found: dict[str, Decimal] = defaultdict(Decimal)
    for on, currency, cents in rows:
        rate = rate_on(currency, base, on)
        into = currency if rate is None else base
        found[into] += Decimal(cents).scaleb(-2) * (rate or 1)
    return buyers.rounded(found)


def told(row: Buyer) -> Worth:
    """What the table says of a customer."""
    sums = (
        {workspace().currency: Decimal(row.cents).scaleb(-2)} if row.cents or not row.apart else {}
    )
    sums |= {currency: Decimal(cents).scaleb(-2) for currency, cents in row.apart.items()}
    return Worth(row.purchases, sums, row.first_on, row.last_on)


def keep(customers: Sequence[int]) -> None:
    """Sum up what these customers bought anew."""
    Buyer.objects.filter(customer__in=customers).delete()
    insert(Buyer, _COLUMNS, _rows(Purchase.objects.filter(customer__in=customers)))


def rebuild() -> None:
    """Sum up what everybody bought anew with the rates of this moment, some customers in each transaction."""
    shape = _shape()
    forget_rates()
    after = -END
    while after < END:
        with calm(), transaction.atomic():
            lock("insights purchases")
            after = _slice(after)
    facts = {"zone": workspace().zone, "shape": shape, "at": timezone.now()}
    Counted.objects.update_or_create(source=_SOURCE, defaults=facts)


def _slice(after: int) -> int:
    """Sum up anew what the next customers bought; gives the last one's id, END where there are no more."""
    rows = Purchase.objects.filter(customer__gt=after).order_by("customer")
    last = rows.values_list("customer", flat=True)[_AT_ONCE : _AT_ONCE + 1].first() or END
    Buyer.objects.filter(customer__gt=after, customer__lte=last).delete()
    insert(Buyer, _COLUMNS, _rows(Purchase.objects.filter(customer__gt=after, customer__lte=last)))
    return last


def is_unsettled() -> bool:
    """Whether it was never made, or the company's currency or a rate is another by now."""
    return not Counted.objects.filter(source=_SOURCE, shape=_shape()).exists()


def _shape() -> str:
    base = workspace().currency
    rates = Rate.objects.filter(base=base).order_by("currency", "day")
    told = repr(list(rates.values_list("currency", "day", "rate")))
    return f"{base} {sha256(told.encode()).hexdigest()}"


def _rows(purchases: QuerySet[Purchase]) -> Iterator[tuple[Any, ...]]:
    """A row for each customer: own money is added up by the database, other money by its day's rate."""
    base = workspace().currency
    foreign = _foreign(purchases.exclude(currency=base), base)
    own = Case(When(currency=base, then="cents"), default=Value(0), output_field=IntegerField())
    rows = (
        purchases.order_by()
        .values_list("customer")
        .annotate(n=Count("pk"), cents=Sum(own), first=Min("bought_on"), last=Max("bought_on"))
    )
    for customer, n, cents, first, last in rows.iterator(10_000):
        sums = {
            c: int(a.quantize(Decimal(1), ROUND_HALF_UP))
            for c, a in foreign.get(customer, {}).items()
        }
        yield customer, n, cents + sums.pop(base, 0), sums, first, last


def _foreign(purchases: QuerySet[Purchase], base: str) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    columns = ("customer", "currency", "bought_on", "cents")
    for customer, currency, on, cents in (
        purchases.order_by().values_list(*columns).iterator(10_000)
    ):
        rate = rate_on(currency, base, on)
        found[customer][currency if rate is None else base] += cents * (rate or 1)
    return found


@dataclass(frozen=True)
class Place:
    """Behind which customer a page goes on."""

    cents: int
    customer: int


def by_worth(after: Place | None, most: int) -> tuple[list[Buyer], Place | None]:
    """A page of all customers, whose purchases are worth most first, and where the next one begins."""
    rows = Buyer.objects.order_by("-cents", "-customer")
    if after:
        same = Q(cents=after.cents, customer__lt=after.customer)
        rows = rows.filter(same | Q(cents__lt=after.cents), cents__lte=after.cents)
    found = list(rows[: most + 1])
    last = found[most - 1] if len(found) > most else None
    return found[:most], Place(last.cents, last.customer) if last else None


def read_place(text: str) -> Place | None:
    """From an address; what is unreadable is the beginning."""
    cents, _dot, customer = text.partition(".")
    try:
        return Place(int(cents), int(customer))
    except ValueError:
        return None
