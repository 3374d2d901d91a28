"""How deals are found: by their name, and by whom they are with."""

from collections.abc import Iterator, Sequence
from functools import partial

from quen.fields.searching import Entry, searchable
from quen.sales.models import Deal

FIELDS = ("name", "contact_id", "company_id")


def declare() -> None:
    """Lend deals to search (once, at start)."""
    follows = {"contact": partial(_deals_of, "contact"), "company": partial(_deals_of, "company")}
    searchable("deal", entries=_deals, fields=FIELDS, follows=follows)


def _deals_of(holder: str, ids: Sequence[int]) -> Iterator[int]:
    rows = Deal._base_manager.filter(**{f"{holder}__in": ids}, deleted_at=None)
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000)


def _deals(ids: Sequence[int] | None) -> Iterator[Entry]:
    rows = Deal._base_manager.filter(deleted_at=None).order_by("pk")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    told = ("name", "last_activity_at", "owner_id", "team_id")
    plain = rows.values_list("pk", *told, "contact__full_name", "company__name")
    for pk, name, at, owner_id, team_id, contact, company in plain.iterator(chunk_size=1000):
        text = {"contact_id": contact or "", "company_id": company or ""}
        yield Entry("deal", pk, name, at, text, owner_id=owner_id, team_id=team_id)
