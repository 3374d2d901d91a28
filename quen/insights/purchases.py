"""The table of purchases: kept right after changes, made anew, checked against the records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from quen.insights import marking, purchase_marking
from quen.insights.models import Counted, Purchase, PurchaseMark
from quen.insights.purchase_kinds import KINDS, Bought, Kind
from quen.kit.db import lock
from quen.kit.doctor import check
from quen.kit.rebuilding import rebuilds
from quen.kit.rows import insert
from quen.kit.workspace import workspace

MARKS_AT_ONCE = 2_000
_CHUNK = 500
_SHAPE = "purchases of {kinds}"
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
    with transaction.atomic():
        lock("insights purchases")
        marks = list(
            PurchaseMark.objects.order_by("pk").values_list("pk", "kind", "record_id")[:most]
        )
        customers: set[int] = set()
        for kind in KINDS.values():
            ids = {record for _pk, key, record in marks if key == kind.key}
            customers |= _read_anew(kind, ids)
        whose = sorted(customers)
        for at in range(0, len(whose), _CHUNK):
            _put_in_order(whose[at : at + _CHUNK])
        PurchaseMark.objects.filter(pk__in=[pk for pk, _kind, _record in marks]).delete()
    return len(marks)


def _read_anew(kind: Kind, ids: Collection[int]) -> set[int]:
    """Replace the purchases of these records; gives whose they were and are."""
    if not ids:
        return set()
    gone = Purchase.objects.filter(kind=kind.key, record_id__in=ids)
    customers = set(gone.values_list("customer", flat=True))
    gone.delete()
    made = list(kind.read(kind.rows().filter(pk__in=ids)))
    _insert(kind, made)
    return customers | {one.customer for one in made}


def _insert(kind: Kind, made: Iterable[Bought]) -> None:
    rows = (
        (kind.key, it.record_id, it.customer, it.on, it.currency, it.cents, it.owner_id, it.team_id, 1)
        for it in made
    )  # fmt: skip
    insert(Purchase, _COLUMNS, rows)


def _put_in_order(customers: Sequence[int] = ()) -> None:
    """Number the purchases of these customers, or of all, and say when the next one was."""
    marks = ", ".join(["%s"] * len(customers))
    which = f"WHERE customer IN ({marks})" if customers else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _IN_ORDER.format(which=which, differs=_DIFFERS[connection.vendor]), list(customers)
        )


@rebuilds("purchases")
def rebuild() -> None:
    """Make the table anew, and its triggers, in one transaction: readers see the old one until then."""
    with transaction.atomic():
        lock("insights purchases")
        purchase_marking.install(connection)
        PurchaseMark.objects.all().delete()
        Purchase.objects.all().delete()
        for kind in KINDS.values():
            _insert(kind, kind.read(kind.rows().order_by()))
        _put_in_order()
        facts = {"zone": workspace().zone, "shape": _shape(), "at": timezone.now()}
        Counted.objects.update_or_create(source="purchases", defaults=facts)


def _shape() -> str:
    return _SHAPE.format(kinds=", ".join(sorted(KINDS)))


def is_unsettled() -> bool:
    """Whether it was never made, is of another zone, or lost a trigger."""
    known = Counted.objects.filter(source="purchases", zone=workspace().zone, shape=_shape())
    return not known.exists() or not purchase_marking.names() <= marking.standing(connection)


def keep_right() -> None:
    """Make it anew where it is unsettled, then read what is marked."""
    if is_unsettled():
        rebuild()
    while settle():
        pass


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


def differing(kind: Kind) -> bool:
    """Whether there are more or fewer purchases of a kind than records, or records without one."""
    rows: Any = kind.rows().order_by()
    return Purchase.objects.filter(kind=kind.key).count() != rows.count()
