"""Won deals by market: the industry of the company, and the province where the customer is."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models import Value as Plain
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.utils.translation import gettext_lazy as _

from quen.insights.dimensions import as_they_are, dimension
from quen.insights.markets import LONGEST, market
from quen.kit.periods import moments
from quen.kit.rates import rate_on
from quen.kit.workspace import workspace
from quen.people.models import Address
from quen.sales.models import Deal

VALUE, NUMBER = "deals.won_value", "deals.won_count"


def declare() -> None:
    """Lend the markets (once, at start)."""
    ways: tuple[tuple[str, Any, str, Callable[[], Any]], ...] = (
        ("industry", _("Industry"), "company.industry", lambda: F("company__industry")),
        ("province", _("Province"), "contact.province", _province),
    )
    for key, label, field, told in ways:
        reached = partial(_reached, told)
        market(key, label=label, measures=(VALUE, NUMBER), field=field, reached=reached)
        dimension("deal", key, label=label, field="", names=as_they_are)


def _province() -> Any:
    """That of the company's first address, else of the person's."""
    return Coalesce(_of("company"), _of("contact"))


def _of(holder: str) -> Any:
    rows = Address.objects.filter(**{holder: OuterRef(f"{holder}_id")}).order_by("pk")
    return NullIf(Subquery(rows.values("province")[:1]), Plain(""))


def _reached(
    told: Callable[[], Any], user: Any, measure_key: str, first: date, last: date
) -> dict[str, Decimal]:
    since, until = moments(first, last, workspace().zone)
    rows: Any = Deal.objects.visible_to(user).filter(state=Deal.State.WON)
    rows = rows.filter(closed_at__gte=since, closed_at__lt=until).order_by().annotate(market=told())
    found = _counted(rows) if measure_key == NUMBER else _worth(rows)
    return {name: number for name, number in found.items() if name and len(name) <= LONGEST}


def _counted(rows: QuerySet[Any]) -> dict[str, Decimal]:
    told = rows.values_list("market").annotate(n=Count("pk"))
    return {name: Decimal(number) for name, number in told}


def _worth(rows: QuerySet[Any]) -> dict[str, Decimal]:
    """In the company's currency: what is in another takes the rate of the day it was closed."""
    base = workspace().currency
    found: dict[str, Decimal] = defaultdict(Decimal)
    own = rows.filter(currency=base).values_list("market").annotate(total=Sum("amount"))
    for name, total in own:
        found[name] += Decimal(total)
    day = TruncDate("closed_at", tzinfo=ZoneInfo(workspace().zone))
    others = rows.exclude(currency=base).annotate(day=day).values_list("market", "currency", "day")
    for name, currency, on, total in others.annotate(total=Sum("amount")):
        rate = rate_on(currency, base, on)
        found[name] += Decimal(total) * rate if rate is not None else 0
    return {name: total.quantize(Decimal("0.01")) for name, total in found.items()}
