"""How orders are found: by number, reference and title, and by whom they are for."""

from collections.abc import Iterator, Sequence
from functools import partial

from quen.commerce.models import Order
from quen.fields.searching import Entry, searchable

FIELDS = ("number", "reference", "title", "contact_id", "company_id")


def declare() -> None:
    """Lend orders to search (once, at start)."""
    follows = {key: partial(_orders_of, key) for key in ("contact", "company")}
    searchable("order", entries=_orders, fields=FIELDS, follows=follows)


def _orders_of(holder: str, ids: Sequence[int]) -> Iterator[int]:
    rows = Order._base_manager.filter(**{f"{holder}__in": ids}, deleted_at=None)
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000)


def _orders(ids: Sequence[int] | None) -> Iterator[Entry]:
    rows = Order._base_manager.filter(deleted_at=None).order_by("pk")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    told = ("number", "updated_at", "owner_id", "team_id")
    beside = ("reference", "title", "contact__full_name", "company__name")
    plain = rows.values_list("pk", *told, *beside)
    for pk, number, at, owner, team, *words in plain.iterator(chunk_size=1000):
        text = {key: word or "" for key, word in zip(FIELDS[1:], words, strict=True)}
        yield Entry("order", pk, number, at, text, owner_id=owner, team_id=team)
