"""Bringing in invoices from the accounting program's own sheet: a row for each rate of VAT."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from quen.commerce.models import Invoice
from quen.fields.drafts import Draft
from quen.fields.importing.matching import Match
from quen.fields.importing.nouns import NounWriter
from quen.fields.importing.objects import Batch, Target, importable


def declare() -> None:
    """Lend the object (once, at start)."""
    matches = {
        "number": Match(_label, _find_label),
        "external_id": Match(_external, _find_external),
    }
    importable(
        "invoices",
        type="invoice",
        label=_("Invoices"),
        needs="commerce.add_invoice",
        matches=("number", "external_id"),
        extra=(Target("currency", _("Currency"), ("tiền tệ", "loại tiền", "สกุลเงิน", "currency")),),
        write=NounWriter("invoice", matches=matches),
        rules={
            "number": _("Sign and number"),
            "external_id": _("Program and its id"),
        },
    )


def _label(draft: Draft) -> tuple[str, ...]:
    """An invoice is the same where sign and number are."""
    number = draft.columns.get("number")
    return (f"{draft.columns.get('series', '')}|{number}",) if number else ()


def _external(draft: Draft) -> tuple[str, ...]:
    key = draft.columns.get("external_id")
    return (f"{draft.columns.get('source', '')}|{key}",) if key else ()


def _find_label(wanted: Collection[str], batch: Batch) -> dict[str, list[int]]:
    return _found("series", "number", wanted, batch)


def _find_external(wanted: Collection[str], batch: Batch) -> dict[str, list[int]]:
    return _found("source", "external_id", wanted, batch)


def _found(first: str, second: str, wanted: Collection[str], batch: Batch) -> dict[str, list[int]]:
    keys = {one.partition("|")[2] for one in wanted}
    rows = Invoice.objects.visible_to(batch.by).filter(**{f"{second}__in": keys}).order_by("pk")
    found: dict[str, list[int]] = {}
    for one, two, pk in rows.values_list(first, second, "pk"):
        found.setdefault(f"{one}|{two}", [pk])
    return {key: pks for key, pks in found.items() if key in wanted}
