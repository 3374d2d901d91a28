"""Orders as purchases: placed, not cancelled, and not wholly credited."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F, QuerySet

from quen.commerce.models import Contract, Order
from quen.insights.care import stands_for_customer
from quen.insights.purchase_kinds import Bought, purchases_are
from quen.insights.record_marking import Watched

_COLUMNS = ("company_id", "contact_id", "ordered_on", "currency", "owner_id", "team_id", "net")
_MORE = ("vat", "total", "credited", "state", "deleted_at")


def declare() -> None:
    """Lend them (once, at start), and whose orders and contracts are that somebody cared for."""
    stands_for_customer("order", Order)
    stands_for_customer("contract", Contract)
    purchases_are(
        "order",
        noun="order",
        capability="commerce.view_order",
        rows=_rows,
        read=_read,
        watched=(Watched(Order, "id", (*_COLUMNS, *_MORE), {}),),
    )


def _rows() -> QuerySet[Any]:
    rows = Order._base_manager.filter(deleted_at=None, credited__lt=F("total"))
    return rows.exclude(state=Order.State.CANCELLED)


def _read(rows: QuerySet[Any]) -> Iterator[Bought]:
    read = rows.values_list("pk", *_COLUMNS, "total", "credited")
    for pk, company, contact, on, currency, owner, team, net, total, credited in read.iterator(
        5_000
    ):
        yield Bought(pk, company, contact, on, currency, _cents(net, total, credited), owner, team)


def _cents(net: Decimal, total: Decimal, credited: Decimal) -> int:
    """What is left of the net amount: a credit note takes net and VAT in the same proportion."""
    left = net * (total - credited) / total
    return int(left.quantize(Decimal("0.01"), ROUND_HALF_UP).scaleb(2))
