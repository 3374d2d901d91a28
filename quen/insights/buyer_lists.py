"""The customers behind a figure of buyers: who they are, when they bought, and what it was worth."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quen.accounts.rights import Words
from quen.insights import buyers
from quen.insights.buyers import Scope
from quen.insights.channels import of_channel
from quen.insights.customers.caring import CARED, caring
from quen.insights.models import Purchase
from quen.people.models import Company, Contact

PAGE = 50
Rows = Callable[[Scope], QuerySet[Purchase]]


@dataclass(frozen=True)
class List:
    """Which purchases lead to the customers of a list."""

    label: Words
    rows: Rows


LISTS: dict[str, List] = {
    "bought": List(_("Customers who bought"), lambda scope: scope.rows),
    "new": List(
        _("Customers who bought for the first time"), lambda scope: scope.rows.filter(nth=1)
    ),
    "again": List(_("Customers who bought again"), lambda scope: scope.rows.filter(nth__gt=1)),
    "started": List(
        _("Customers who were active when the period began"),
        lambda scope: buyers.before(scope, buyers.active_days()),
    ),
    "kept": List(
        _("Customers who stayed active"),
        lambda scope: buyers.kept_rows(scope, buyers.active_days()),
    ),
    "lost": List(
        _("Customers who are not active any more"),
        lambda scope: buyers.lost_rows(scope, buyers.active_days()),
    ),
}


@dataclass(frozen=True)
class Buyer:
    """A customer: its name, its page where one may open it, the days of the first and the last purchase
    that one sees, and what was bought in the period, by currency."""

    name: str
    url: str
    first: date
    last: date
    purchases: int
    worth: dict[str, Decimal]


def rows_of(scope: Scope, kind: str, channel: str | None = None, care: str = "") -> QuerySet[Any]:
    """The purchases that lead to the customers of a list; with a channel, of those who came by it, and with
    a side of care, of those who stand there."""
    rows = LISTS[kind].rows(scope)
    if care:
        rows = rows.filter(caring(scope)) if care == CARED else rows.exclude(caring(scope))
    return rows if channel is None else of_channel(rows, channel)


def count(rows: QuerySet[Any]) -> int:
    """How many customers these are."""
    return rows.aggregate(n=Count("customer", distinct=True))["n"] or 0


def buyers_of(scope: Scope, rows: QuerySet[Any], start: int = 0) -> list[Buyer]:
    """A page of the customers behind these rows, those who bought last first."""
    told = rows.values("customer").annotate(on=Max("bought_on"))
    found = told.order_by("-on", "customer").values_list("customer", flat=True)
    ids = list(found[start : start + PAGE])
    names, urls = names_of(ids), urls_of(scope.user, ids)
    ends, bought = _ends(scope, ids), _bought(scope, ids)
    return [
        Buyer(names.get(one, ""), urls.get(one, ""), *ends[one], *bought.get(one, (0, {})))
        for one in ids
    ]


def names_of(ids: Collection[int]) -> dict[int, str]:
    """Names of companies, and of people, who stand below zero."""
    companies = Company._base_manager.filter(pk__in=[one for one in ids if one > 0])
    people = Contact._base_manager.filter(pk__in=[-one for one in ids if one < 0])
    found = dict(companies.values_list("pk", "name"))
    return found | {-pk: name for pk, name in people.values_list("pk", "full_name")}


def urls_of(user: Any, ids: Collection[int]) -> dict[int, str]:
    """Pages of those that this colleague may open."""
    companies = Company.objects.visible_to(user).filter(pk__in=[one for one in ids if one > 0])
    people = Contact.objects.visible_to(user).filter(pk__in=[-one for one in ids if one < 0])
    found = {
        pk: reverse("people:company", args=[pk]) for pk in companies.values_list("pk", flat=True)
    }
    for pk in people.values_list("pk", flat=True):
        found[-pk] = reverse("people:contact", args=[pk])
    return found


def _ends(scope: Scope, ids: Collection[int]) -> Mapping[int, tuple[date, date]]:
    rows = scope.every.filter(customer__in=ids).values("customer")
    told = rows.annotate(first=Min("bought_on"), last=Max("bought_on"))
    return {row["customer"]: (row["first"], row["last"]) for row in told}


def _bought(scope: Scope, ids: Collection[int]) -> dict[int, tuple[int, dict[str, Decimal]]]:
    rows = scope.rows.filter(customer__in=ids).values_list("customer", "currency")
    sums: dict[int, dict[str, Decimal]] = defaultdict(dict)
    numbers: dict[int, int] = defaultdict(int)
    for one, currency, n, cents in rows.annotate(n=Count("pk"), cents=Sum("cents")):
        sums[one][currency] = Decimal(cents).scaleb(-2)
        numbers[one] += n
    return {one: (numbers[one], sums[one]) for one in sums}
