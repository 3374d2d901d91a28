"""How invoices are found: by number, sign and lookup code, and by the buyer."""

from collections.abc import Iterator, Sequence
from functools import partial

from quen.commerce.models import Invoice
from quen.fields.searching import Entry, searchable

FIELDS = ("number", "series", "lookup_code", "buyer", "tax_id", "contact_id", "company_id")


def declare() -> None:
    """Lend invoices to search (once, at start)."""
    follows = {key: partial(_invoices_of, key) for key in ("contact", "company")}
    searchable("invoice", entries=_invoices, fields=FIELDS, follows=follows)


def _invoices_of(holder: str, ids: Sequence[int]) -> Iterator[int]:
    rows = Invoice._base_manager.filter(**{f"{holder}__in": ids}, deleted_at=None)
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000)


def _invoices(ids: Sequence[int] | None) -> Iterator[Entry]:
    rows = Invoice._base_manager.filter(deleted_at=None).order_by("pk")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    told = ("number", "updated_at", "owner_id", "team_id")
    beside = ("series", "lookup_code", "buyer", "tax_id", "contact__full_name", "company__name")
    for pk, number, at, owner, team, *words in rows.values_list("pk", *told, *beside).iterator(
        chunk_size=1000
    ):
        text = {key: word or "" for key, word in zip(FIELDS[1:], words, strict=True)}
        yield Entry("invoice", pk, number, at, text, owner_id=owner, team_id=team)
