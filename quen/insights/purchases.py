"""The table of purchases: kept right after changes, made anew, checked against the records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from quen.insights import bought_days, marking, record_marking, worths
from quen.insights.models import Buyer, Counted, Purchase, PurchaseMark, PurchaseTally
from quen.insights.purchase_kinds import KINDS, MARKS, Bought, Kind
from quen.kit.calm import calm, calmly
from quen.kit.db import lock
from quen.kit.doctor import check
from quen.kit.rebuilding import rebuilds
from quen.kit.rows import insert
from quen.kit.workspace import workspace

MARKS_AT_ONCE = 500  # whoever writes meanwhile waits for these
END = 2**63 - 1  # beyond every id
_SOURCE = "purchases"
_CHUNK = 500
_SHAPE = "purchases of {kinds} by day"
# SQLite knows the words of the standard since 3.39 only.
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
_COLUMNS = (
    "kind", "record_id", "customer", "bought_on", "currency", "cents", "owner_id", "team_id", "nth",
)  # fmt: skip
_IN_ORDER = """
UPDATE insights_purchase SET nth = n.place, next_on = n.next_on FROM (
    SELECT id, ROW_NUMBER() OVER w AS place, LEAD(bought_on) OVER w AS next_on
    FROM insights_purchase {which}
    WINDOW w AS (PARTITION BY customer ORDER BY bought_on, kind, record_id)
) AS n
WHERE insights_purchase.id = n.id
  AND (insights_purchase.nth <> n.place OR insights_purchase.next_on {differs} n.next_on)
"""


def settle(most: int = MARKS_AT_ONCE) -> int:
    """Read marked records anew, as many as a transaction should hold; gives how many marks were taken."""
    if not PurchaseMark.objects.exists():
        return 0  # without a transaction: on SQLite it would wait for whoever writes
    with transaction.atomic():
        lock("insights purchases")
        marks = list(
            PurchaseMark.objects.order_by("pk").values_list("pk", "kind", "record_id")[:most]
        )
        made = {
            kind: _read(kind, {record for _pk, key, record in marks if key == kind.key})
            for kind in KINDS.values()
        }
        whose = sorted({who for read in made.values() for who in read.customers})
        days = _days_of(whose)
        for kind, read in made.items():
            read.gone.delete()
            _insert(kind, read.made)
        for at in range(0, len(whose), _CHUNK):
            _put_in_order(whose[at : at + _CHUNK])
            worths.keep(whose[at : at + _CHUNK])
        bought_days.keep(days | _days_of(whose))
        PurchaseMark.objects.filter(pk__in=[pk for pk, _kind, _record in marks]).delete()
    return len(marks)


@dataclass(frozen=True)
class _Anew:
    """Purchases of records as they stand, as they are now, and whose they were and are."""

    gone: QuerySet[Purchase]
    made: Sequence[Bought] = ()
    customers: frozenset[int] = frozenset()


def _read(kind: Kind, ids: Collection[int]) -> _Anew:
    if not ids:
        return _Anew(Purchase.objects.none())
    gone = Purchase.objects.filter(kind=kind.key, record_id__in=ids)
    made = list(kind.read(kind.rows().filter(pk__in=ids)))
    whose = frozenset(gone.values_list("customer", flat=True)) | {one.customer for one in made}
    return _Anew(gone, made, whose)


def _days_of(customers: Sequence[int]) -> set[date]:
    """The days on which these customers bought."""
    found: set[date] = set()
    for at in range(0, len(customers), _CHUNK):
        found |= bought_days.days_of(customers[at : at + _CHUNK])
    return found


def _insert(kind: Kind, made: Iterable[Bought]) -> None:
    rows = (
        (kind.key, it.record_id, it.customer, it.on, it.currency, it.cents, it.owner_id, it.team_id, 1)
        for it in made
    )  # fmt: skip
    insert(Purchase, _COLUMNS, rows)


def _put_in_order(customers: Sequence[int]) -> None:
    """Number the purchases of these customers, and say when the next one was."""
    which = f"WHERE customer IN ({', '.join(['%s'] * len(customers))})"
    with connection.cursor() as cursor:
        cursor.execute(
            _IN_ORDER.format(which=which, differs=_DIFFERS[connection.vendor]), list(customers)
        )


@rebuilds("purchases")
def rebuild() -> None:
    """Make the tables anew, and their triggers, some records in each transaction: whoever writes waits little,
    and what changes meanwhile is marked. Until the end the table is said to be unsettled."""
    with transaction.atomic():
        lock("insights purchases")
        record_marking.install(connection)
        Counted.objects.filter(source=_SOURCE).delete()
        Purchase.objects.exclude(kind__in=KINDS).delete()
    for kind in KINDS.values():
        last = 0
        while last < END:
            with calm():
                last = _slice(kind, last)
    worths.rebuild()
    bought_days.rebuild()
    facts = {"zone": workspace().zone, "shape": _shape(), "at": timezone.now()}
    Counted.objects.update_or_create(source=_SOURCE, defaults=facts)


@transaction.atomic
def _slice(kind: Kind, after: int) -> int:
    """Read the next records of a kind anew, and forget those between them that are gone; gives the last one's id,
    END where there are no more."""
    lock("insights purchases")
    ids = list(
        kind.rows().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:MARKS_AT_ONCE]
    )
    last = ids[-1] if len(ids) == MARKS_AT_ONCE else END
    gone = Purchase.objects.filter(kind=kind.key, record_id__gt=after, record_id__lte=last)
    whose = set(gone.values_list("customer", flat=True))
    gone.delete()
    made = list(kind.read(kind.rows().filter(pk__in=ids)))
    _insert(kind, made)
    customers = sorted(whose | {one.customer for one in made})
    for at in range(0, len(customers), _CHUNK):
        _put_in_order(customers[at : at + _CHUNK])
    return last


def _shape() -> str:
    return _SHAPE.format(kinds=", ".join(sorted(KINDS)))


def is_unsettled() -> bool:
    """Whether it was never made, is of another zone, or lost a trigger."""
    known = Counted.objects.filter(source=_SOURCE, zone=workspace().zone, shape=_shape())
    return not known.exists() or not record_marking.names(MARKS) <= marking.standing(connection)


def keep_right() -> None:
    """Make it anew where it is unsettled, then read what is marked."""
    if is_unsettled():
        rebuild()
    calmly(settle)
    if worths.is_unsettled():
        worths.rebuild()


@check("purchases")
def purchases_are_right() -> Iterator[str]:
    """Every order and won deal that counts stands among the purchases, and nothing else."""
    if is_unsettled():
        yield "the purchases were not read as a whole: run `quen rebuild purchases`."
        return
    if PurchaseMark.objects.exists():
        return
    for kind in KINDS.values():
        if differing(kind):
            yield f"the purchases of {kind.key} differ from the records: run `quen rebuild purchases`."
    if (PurchaseTally.objects.aggregate(n=Sum("count"))["n"] or 0) != Purchase.objects.count():
        yield "the days of purchases differ from the purchases: run `quen rebuild purchases`."
    if (Buyer.objects.aggregate(n=Sum("purchases"))["n"] or 0) != Purchase.objects.count():
        yield "what customers bought so far differs from their purchases: run `quen rebuild purchases`."


def differing(kind: Kind) -> bool:
    """Whether there are more or fewer purchases of a kind than records, or records without one."""
    rows: Any = kind.rows().order_by()
    return Purchase.objects.filter(kind=kind.key).count() != rows.count()
