"""The API's object of an order, without what a role hides."""

from collections.abc import Callable, Sequence
from typing import Any

from quen.commerce.models import Order, OrderLine
from quen.commerce.orders.given import GIVEN
from quen.commerce.orders.hidden import SUMS, reads
from quen.commerce.paying import link_to
from quen.fields.actions.tags import tags_of
from quen.fields.catalogue import all_fields
from quen.fields.masking import mask_for
from quen.fields.resources import Facts
from quen.kit.api_shapes import CUSTOM, TEXT, WORDS, columns_of, object_of
from quen.kit.plain_rows import plain

COLUMNS = [
    "number", "reference", "state", "contact_id", "company_id", "owner_id", "team_id", "title", "terms",
    "currency", "language", "ordered_on", "net", "vat", "total", "credited", "paid", "paid_at",
    "cancelled_at", "cancelled_note", "due_on", "created_at", "updated_at", "version",
]  # fmt: skip
DERIVED = ["open", "to_refund", "link", "lines", "schedule"]
LINE = ["product_id", "name", "unit", "quantity", "unit_price", "discount_percent", "vat_percent"]
_LINE: Facts = {"type": "object", "properties": columns_of(OrderLine, LINE)}
_PART: Facts = {
    "type": "object",
    "properties": {
        "label": TEXT,
        "due_on": {"type": "string", "format": "date"},
        "amount": TEXT,
        "open": TEXT,
    },
}
SHAPE = object_of(
    {
        **columns_of(Order, COLUMNS),
        "open": TEXT,
        "to_refund": TEXT,
        "link": TEXT,
        "lines": {"type": "array", "items": _LINE},
        "schedule": {"type": "array", "items": _PART},
        "tags": WORDS,
        "custom": CUSTOM,
    },
    GIVEN | {"owner_id", "tags", "custom"},
)
# What several of the catalogue's fields say together, and what the API calls otherwise.
NEEDS: dict[str, tuple[str, ...]] = {
    "open": ("open_amount",),
    "to_refund": ("total", "credited", "paid"),
    "link": (*SUMS, "reference"),
    "lines": SUMS,
    "schedule": (*SUMS, "due_on"),
    "terms": (),
    "language": (),
    "version": (),
    "cancelled_note": ("cancelled_at",),
}
EVERY = ["id", *COLUMNS, *DERIVED, "tags", "custom"]


def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
    """The API's objects of orders, in order, without what a role hides."""
    asked = [key for key in wanted or EVERY if key in EVERY]
    keys = ["id", *(k for k in asked if k != "id" and reads(user, *NEEDS.get(k, (k,))))]
    rows = Order._base_manager.filter(pk__in=ids)
    for key, table in (("lines", "lines"), ("schedule", "instalments")):
        rows = rows.prefetch_related(table) if key in keys else rows
    found = {it.pk: it for it in rows}
    tags = tags_of("order", ids) if "tags" in keys else {}
    return [{k: _value(k, found[pk], tags, user) for k in keys} for pk in ids if pk in found]


def fact(it: Order, user: Any) -> Facts:
    """The API's object of one order."""
    return facts([it.pk], None, user)[0]


def _value(key: str, it: Order, tags: dict[int, Any], user: Any) -> Any:
    if key == "id":
        return it.pk
    if key == "tags":
        return [tag.name for tag in tags[it.pk]]
    if key == "custom":
        return _own_fields(it, user)
    return _TOLD[key](it) if key in _TOLD else plain(getattr(it, key))


def _own_fields(it: Order, user: Any) -> Facts:
    known = {f.custom.key: f for f in all_fields("order").values() if f.custom}
    values = it.custom.items()
    told = {k: v for k, v in values if k in known and user.may_read_field(known[k].right)}
    mask = mask_for(user, "order")
    return mask.custom(told, it.owner_id) if mask else told


def _schedule(it: Order) -> list[Facts]:
    return [
        {
            "label": one.label,
            "due_on": one.due_on.isoformat(),
            "amount": plain(one.amount),
            "open": plain(one.open_amount),
        }
        for one in it.instalments.all()
    ]


_TOLD: dict[str, Callable[[Order], Any]] = {
    "open": lambda it: plain(it.open_amount),
    "to_refund": lambda it: plain(it.to_refund),
    "link": link_to,
    "lines": lambda it: [{k: plain(getattr(one, k)) for k in LINE} for one in it.lines.all()],
    "schedule": _schedule,
}
