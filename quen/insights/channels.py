"""Channels of costs and sources of customers: the same where they are written alike, whatever the case or the
marks ("Facebook", "facebook"). What fits nothing is told, not hidden."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from quen.insights.buyers import Counts, Scope, Worth, costs_by_channel
from quen.insights.models import Cost, Purchase
from quen.kit.text import fold_label
from quen.people.models import Company, Contact

# Each is sought in the index behind the one before: as many steps as there are sources, however many people.
_SOURCES = """
WITH RECURSIVE known(source) AS (
    SELECT MIN(source) FROM {table} WHERE deleted_at IS NULL AND source > ''
    UNION ALL
    SELECT (SELECT MIN(source) FROM {table} WHERE deleted_at IS NULL AND source > known.source)
    FROM known WHERE known.source IS NOT NULL
)
SELECT source FROM known WHERE source IS NOT NULL LIMIT {most}
"""
MOST = 300


@dataclass(frozen=True)
class Matched:
    """Costs and first-time buyers of the same days by channel, "" for those without one."""

    spent: Worth
    came: Counts

    @property
    def both(self) -> list[str]:
        """Channels with costs by which somebody came."""
        return [key for key in self.spent if key and self.came.get(key)]

    @property
    def in_vain(self) -> list[str]:
        """Channels with costs by which nobody came."""
        return [key for key in self.spent if key and not self.came.get(key)]

    @property
    def free(self) -> int:
        """How many came by a source without costs."""
        return sum(n for key, n in self.came.items() if key and key not in self.spent)


def known_sources() -> list[str]:
    """Where customers came from, as it is written on them."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for model in (Contact, Company):
            cursor.execute(_SOURCES.format(table=model._meta.db_table, most=MOST))
            found |= {source for (source,) in cursor.fetchall()}
    return sorted(found, key=lambda one: (one.casefold(), one))


def spelled(channel: str, known: Sequence[str]) -> str:
    """A channel as one of these sources is spelled, where one is the same."""
    same = (one for one in known if fold_label(one) == fold_label(channel))
    return channel if channel in known else next(same, channel)


def matched(scope: Scope) -> Matched:
    """Costs of these days beside those who bought for the first time on them."""
    spent: Worth = defaultdict(dict)
    for channel, sums in costs_by_channel(scope.first, scope.last).items():
        _into(spent[fold_label(channel)], sums)
    came: Counts = defaultdict(int)
    rows = _with_source(scope.rows.filter(nth=1)).values_list("source").annotate(n=Count("pk"))
    for source, n in rows:
        came[fold_label(source or "")] += n
    return Matched(spent, came)


def _into(sums: dict[str, Decimal], more: Mapping[str, Decimal]) -> None:
    for currency, amount in more.items():
        sums[currency] = sums.get(currency, Decimal(0)) + amount


def _with_source(rows: QuerySet[Purchase]) -> QuerySet[Any]:
    """Purchases with the source of the customer, found by their id: as many look-ups as there are rows."""
    firm = Company._base_manager.filter(pk=OuterRef("customer")).values("source")[:1]
    person = Contact._base_manager.filter(pk=OuterRef("customer") * -1).values("source")[:1]
    return rows.annotate(source=Coalesce(Subquery(firm), Subquery(person)))


def of_channel(rows: QuerySet[Purchase], channel: str) -> QuerySet[Purchase]:
    """Those of customers who came by this channel; "" for customers without a source."""
    told = _with_source(rows)
    if not channel:
        return told.filter(Q(source="") | Q(source=None))
    same = [one for one in known_sources() if fold_label(one) == fold_label(channel)]
    return told.filter(source__in=same)


def names(keys: Collection[str]) -> dict[str, str]:
    """Channels as they are written on costs, else on customers."""
    told = dict(_spellings(known_sources()))
    told |= dict(_spellings(Cost.objects.order_by().values_list("channel", flat=True).distinct()))
    return {key: told.get(key, key) for key in keys if key}


def _spellings(words: Any) -> Iterator[tuple[str, str]]:
    return ((fold_label(one), one) for one in words)
