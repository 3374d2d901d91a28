"""Purchases added up by day, by the month of the customer's next one and by currency: what figures of all that
was bought are read from, so that a year of a million purchases is some thousand rows.

With it stands how many customers bought last on a day as seen from a later one: those whose next purchase
came in a later month, and from the purchases themselves those who came back within that month.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Min, Q, QuerySet, Sum

from quen.insights.models import Purchase, PurchaseTally
from quen.kit.calm import calm
from quen.kit.db import lock
from quen.kit.periods import add_months, month_start

NEVER = date(9999, 12, 1)
_CHUNK = 500
_MONTH = {
    "sqlite": "substr(next_on, 1, 8) || '01'",
    "postgresql": "CAST(date_trunc('month', next_on) AS date)",
}
_ADD = """
INSERT INTO insights_purchasetally (bought_on, next_month, currency, count, cents, firsts)
SELECT bought_on, COALESCE({month}, {never}), currency, COUNT(*), SUM(cents),
    SUM(CASE WHEN nth = 1 THEN 1 ELSE 0 END)
FROM insights_purchase {which} GROUP BY 1, 2, 3
"""


def keep(days: Collection[date]) -> None:
    """Add up anew what was bought on these days."""
    told = sorted(days)
    for at in range(0, len(told), _CHUNK):
        chunk = told[at : at + _CHUNK]
        PurchaseTally.objects.filter(bought_on__in=chunk).delete()
        _add(f"WHERE bought_on IN ({', '.join(['%s'] * len(chunk))})", chunk)


def rebuild() -> None:
    """Add everything up anew, a month in each transaction."""
    for month in _months():
        with calm(), transaction.atomic():
            lock("insights purchases")
            PurchaseTally.objects.filter(bought_on__range=month).delete()
            _add("WHERE bought_on BETWEEN %s AND %s", list(month))


def _months() -> Iterator[tuple[date, date]]:
    """The first and last day of each month in which something was bought, or was before."""
    tables = (Purchase.objects, PurchaseTally.objects)
    ends = [rows.aggregate(a=Min("bought_on"), b=Max("bought_on")) for rows in tables]
    days = [day for one in ends for day in one.values() if day]
    start = month_start(min(days)) if days else date.max
    while days and start <= max(days):
        yield start, add_months(start, 1) - timedelta(days=1)
        start = add_months(start, 1)


def _add(which: str, days: list[date]) -> None:
    never = f"'{NEVER.isoformat()}'"
    if connection.vendor == "postgresql":
        never = f"DATE {never}"
    sql = _ADD.format(month=_MONTH[connection.vendor], never=never, which=which)
    with connection.cursor() as cursor:
        cursor.execute(sql, days)


def days_of(customers: Collection[int]) -> set[date]:
    """The days on which these customers bought."""
    rows = Purchase.objects.filter(customer__in=customers).order_by()
    return set(rows.values_list("bought_on", flat=True))


def sums(first: date, last: date) -> QuerySet[Any]:
    """What was bought on these days: day, currency, cents and number."""
    rows = _of(first, last).values_list("bought_on", "currency")
    return rows.annotate(sum=Sum("cents"), n=Sum("count"))


def number(first: date, last: date) -> int:
    """How many purchases."""
    return _of(first, last).aggregate(n=Sum("count"))["n"] or 0


def firsts(first: date, last: date) -> int:
    """How many of them were a customer's first."""
    return _of(first, last).aggregate(n=Sum("firsts"))["n"] or 0


def last_ones(first: date, last: date, seen_from: date, *, again: bool = False) -> int:
    """How many customers had bought last on one of these days, as seen at the end of a day not before the last;
    with `again` only those for whom it was not the first time."""
    month = month_start(seen_from)
    amount = F("count") - F("firsts") if again else F("count")
    whole = _of(first, last).filter(next_month__gt=month).aggregate(n=Sum(amount))["n"] or 0
    ends = add_months(month, 1) - timedelta(days=1)
    if seen_from == ends:
        return int(whole)
    back = Purchase.objects.filter(next_on__gt=seen_from, next_on__lte=ends)
    back = back.filter(Q(nth__gt=1) if again else Q(), bought_on__range=(first, last))
    return int(whole) + back.order_by().count()


def _of(first: date, last: date) -> QuerySet[PurchaseTally]:
    return PurchaseTally.objects.filter(bought_on__range=(first, last)).order_by()
