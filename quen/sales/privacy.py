"""What the tables of this room hold of a person."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from quen.kit.privacy import holds_person
from quen.people.facts import plain
from quen.people.privacy import KEEP, whole_rows
from quen.sales.models import Involved, Quote, QuoteCode, QuoteLine, QuoteOpening

PAPERS = "as long as the law asks for papers of business; the person's own words are taken out"


def declare() -> None:
    """Declare the parts that people have in deals, and what was offered to them (once, at start)."""
    holds_person(Involved, keep=KEEP, **whole_rows(Involved, lambda pk: Q(contact_id=pk)))
    holds_person(Quote, keep=PAPERS, export=_quotes, erase=_nameless)
    holds_person(QuoteLine, keep=PAPERS, export=_rows(QuoteLine), erase=lambda pk: 0)
    for model in (QuoteOpening, QuoteCode):
        facts = whole_rows(model, lambda pk: Q(quote__contact_id=pk))
        holds_person(model, keep=KEEP, **facts)


def _quotes(contact_id: int) -> list[dict[str, Any]]:
    rows = Quote.objects.filter(contact_id=contact_id).values()
    return [{key: plain(value) for key, value in row.items() if key != "link_key"} for row in rows]


def _rows(model: Any) -> Callable[[int], list[dict[str, Any]]]:
    def export(contact_id: int) -> list[dict[str, Any]]:
        rows = model.objects.filter(quote__contact_id=contact_id).values()
        return [{key: plain(value) for key, value in row.items()} for row in rows]

    return export


def _nameless(contact_id: int) -> int:
    """Numbers and amounts stay; who it was for, and what they wrote, goes."""
    blank: dict[str, Any] = {"customer": {}, "proof": {}, "decided_note": "", "intro": ""}
    return Quote.objects.filter(contact_id=contact_id).update(**blank)
