"""Invoices are taken over from the accounting program, changed and thrown away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.invoices import events, requests
from quen.commerce.invoices.drafts import Rates
from quen.commerce.models import Invoice, InvoiceRate
from quen.commerce.neighbours import around
from quen.fields.actions import records
from quen.fields.actions.exports import needs_approval, tell_export
from quen.fields.actions.tags import tags_of
from quen.fields.drafts import Draft
from quen.fields.nouns import Pairs, noun
from quen.fields.reading import Reader
from quen.kit.db import lock
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.log import record

NUMBERS = "commerce.invoice_numbers"  # two who bring the same invoice at once stand in line


def export_requests(*, by: User, first: date, last: date, state: str) -> Iterator[list[str]]:
    """The orders that wait for their invoice as rows of a sheet; told to the audit. Raises Refused (403) for
    more than may leave without the data owner's word."""
    rows = requests.asked_for(by, first=first, last=last, state=state)
    count = rows.count()
    if needs_approval(count, by):
        words = _("So many rows leave with the data owner's word only: choose fewer days.")
        raise Refused(words, status=403)
    tell_export(_("To be invoiced"), count, "csv", by=by)
    return requests.sheet(rows, by)


def add_invoice(given: Mapping[str, Any], *, by: User, **how: Any) -> Invoice:
    """Add one invoice from the API's shape. Raises Refused with errors by field."""
    added: Invoice = records.add_one(INVOICE, given, by=by, **how)
    return added


def change_invoice(invoice: Invoice, given: Mapping[str, Any], *, by: User, **how: Any) -> Invoice:
    """Change an invoice; a net sum replaces that of its rate, `rates` all of them. Raises Refused,
    Conflict."""
    changed: Invoice = records.change_one(INVOICE, invoice, given, by=by, **how)
    return changed


def trash_invoices(invoices: Sequence[Invoice], *, by: User) -> list[Invoice]:
    """Move invoices to the trash; their orders can be asked for again."""
    return records.trash(INVOICE, invoices, by=by)


@transaction.atomic
def take_invoice(
    given: Mapping[str, Any], *, by: User, reader: Reader | None = None
) -> tuple[Invoice, bool]:
    """Take over what an accounting program tells of an invoice, by its `source` and `external_id`; gives
    the invoice and whether it is new. Told again, it is changed. Raises Refused."""
    source, key = (str(given.get(name) or "").strip() for name in ("source", "external_id"))
    if not source or not key:
        words = _("Give the program's name and its own id of the invoice.")
        raise Refused(words, errors={"source" if not source else "external_id": words})
    lock(NUMBERS)
    rows = Invoice.objects.filter(source=source, external_id=key, deleted_at=None)
    it = rows.first()
    if it is None:
        return add_invoice(given, by=by, via="api", reader=reader), True
    if not Invoice.objects.visible_to(by, "change").filter(pk=it.pk).exists():
        raise Refused(_("You may not change this invoice."), status=403)
    return change_invoice(it, given, by=by, via="api", reader=reader), False


def _columns(draft: Draft, by: User, now: datetime) -> dict[str, Any]:
    currency = draft.columns.get("currency") or workspace().currency
    return {"currency": currency, **_sums(draft.parts.get("rates") or {})}


def _sums(rates: Rates) -> dict[str, Decimal]:
    net = sum((one[0] for one in rates.values()), Decimal(0))
    vat = sum((one[1] for one in rates.values()), Decimal(0))
    return {"net": net, "vat": vat, "total": net + vat}


def _check(invoices: Sequence[Invoice]) -> None:
    """Of two live invoices no two bear the same sign and number, or are the same one of a program."""
    lock(NUMBERS)
    for it in invoices:
        others = Invoice.objects.filter(deleted_at=None).exclude(pk=it.pk)
        if it.contact_id is None and it.company_id is None:
            words = _("Say whose invoice it is: its order, its customer or the tax code.")
            raise Refused(words, errors={"company_id": words})
        if it.pk is None:
            _give_to_seller(it)
        if others.filter(series=it.series, number=it.number).exists():
            words = _("The invoice %s stands here already.") % it.label
            raise Refused(words, errors={"number": words}, status=409)
        same = others.filter(source=it.source, external_id=it.external_id)
        if it.external_id and same.exists():
            words = _("Another invoice has this id of the program.")
            raise Refused(words, errors={"external_id": words}, status=409)


def _give_to_seller(it: Invoice) -> None:
    """Whoever looks after the order, the company or the customer sees the invoice, whoever brought it."""
    whose = it.order or it.company or it.contact
    if whose is not None and whose.owner_id is not None:
        it.owner_id, it.team_id = whose.owner_id, whose.team_id


def _write_rates(pairs: Pairs, new: bool, share: bool) -> None:
    """Keep the sums by rate; what an invoice adds up to follows from all of them."""
    for it, draft in pairs:
        given: Rates | None = draft.parts.get("rates")
        if given is None:
            continue
        standing: Rates = {} if new or draft.parts.get("whole") else _standing(it)
        rates = {**standing, **given}
        if rates.get(None, (0, 0))[1]:
            words = _("Where there is VAT there is a rate.")
            raise Refused(words, errors={"vat_percent": words})
        InvoiceRate.objects.filter(invoice=it).delete()
        InvoiceRate.objects.bulk_create(
            InvoiceRate(invoice=it, vat_percent=percent, net=net, vat=vat)
            for percent, (net, vat) in rates.items()
        )
        for key, amount in _sums(rates).items():
            setattr(it, key, amount)


def _standing(it: Invoice) -> Rates:
    return {one.vat_percent: (one.net, one.vat) for one in InvoiceRate.objects.filter(invoice=it)}


def _begun(invoices: Sequence[Invoice], by: User, now: datetime) -> None:
    """Each is told on its order, its customer and its company, also where many come at once."""
    for it in invoices:
        near = around(it.order) if it.order else []
        on = dict.fromkeys([it, *near, it.contact, it.company])
        told = events.InvoiceIssued(
            number=it.label, amount=str(it.total), currency=it.currency, issued_on=str(it.issued_on)
        )
        record(told, on=list(on), by=by, at=now)


def value_of(invoice: Invoice, key: str) -> Any:
    """A present value by its catalogue key, JSON-able."""
    if key.startswith("custom."):
        return invoice.custom.get(key.removeprefix("custom."))
    if key == "tags":
        return [tag.name for tag in tags_of("invoice", [invoice.pk])[invoice.pk]]
    if key in ("rates", "vat_percent"):
        return [plain(percent) for percent in _standing(invoice)]
    return plain(getattr(invoice, key))


INVOICE = noun(
    "invoice",
    model=Invoice,
    events={
        "created": events.InvoiceCreated,
        "changed": events.InvoiceChanged,
        "assigned": events.InvoiceAssigned,
        "deleted": events.InvoiceDeleted,
        "restored": events.InvoiceRestored,
    },
    value=value_of,
    columns=_columns,
    before=_check,
    write_parts=_write_rates,
    begun=_begun,
    created=lambda invoices: {"number": invoices[0].label} if len(invoices) == 1 else {},
)
