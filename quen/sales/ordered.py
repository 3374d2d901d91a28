"""What orders and the deals that they came of know of each other."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quen.commerce.models import Order
from quen.commerce.neighbours import beside_orders
from quen.fields.catalogue import built_in
from quen.sales.models import Deal, DealOrder


def declare() -> None:
    """Lend it (once, at start)."""
    beside_orders(_deals)
    built_in("order", "deal_id", _("Deal"), "relation", related="deal", look=_came_of, drive=_of)


def _deals(order: Order) -> list[Deal]:
    return list(Deal._base_manager.filter(ordered__order=order))


def _came_of(op: str, value: Any, asker: Any) -> Q:
    """Orders that came of a deal, or of none."""
    rows = DealOrder.objects.filter(order=OuterRef("pk"))
    if op in ("empty", "not_empty"):
        return ~Q(Exists(rows)) if op == "empty" else Q(Exists(rows))
    return Q(Exists(rows.filter(deal__in=_several(value))))


def _of(op: str, value: Any, asker: Any) -> QuerySet[Any] | None:
    """Ids of the orders that came of these deals, to begin with."""
    if op in ("empty", "not_empty"):
        return None
    return DealOrder.objects.filter(deal__in=_several(value)).values_list("order_id", flat=True)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
