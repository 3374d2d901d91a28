"""How contracts are found: by their name and number, and by whom they are with."""

from collections.abc import Iterator, Sequence
from functools import partial

from quen.commerce.models import Contract
from quen.fields.searching import Entry, searchable

FIELDS = ("name", "number", "contact_id", "company_id")


def declare() -> None:
    """Lend contracts to search (once, at start)."""
    follows = {key: partial(_contracts_of, key) for key in ("contact", "company")}
    searchable("contract", entries=_contracts, fields=FIELDS, follows=follows)


def _contracts_of(holder: str, ids: Sequence[int]) -> Iterator[int]:
    rows = Contract._base_manager.filter(**{f"{holder}__in": ids}, deleted_at=None)
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000)


def _contracts(ids: Sequence[int] | None) -> Iterator[Entry]:
    rows = Contract._base_manager.filter(deleted_at=None).order_by("pk")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    told = ("name", "updated_at", "owner_id", "team_id", "number")
    plain = rows.values_list("pk", *told, "contact__full_name", "company__name")
    for pk, name, at, owner, team, number, contact, company in plain.iterator(chunk_size=1000):
        text = {"number": number, "contact_id": contact or "", "company_id": company or ""}
        yield Entry("contract", pk, name, at, text, owner_id=owner, team_id=team)
