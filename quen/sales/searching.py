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
    rows = Deal._base_manager.filter(deleted_at=None).select_related("contact", "company")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    for it in rows.order_by("pk").iterator(chunk_size=1000):
        yield Entry(
            type="deal",
            record_id=it.pk,
            title=it.name,
            at=it.last_activity_at,
            text={
                "contact_id": it.contact.full_name if it.contact else "",
                "company_id": it.company.name if it.company else "",
            },
            owner_id=it.owner_id,
            team_id=it.team_id,
        )
