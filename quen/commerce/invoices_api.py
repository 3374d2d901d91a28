"""Invoices and what is to be invoiced, for accounting programs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.commerce.actions import invoices as actions
from quen.commerce.invoices import requests
from quen.commerce.models import Invoice, InvoiceRate
from quen.commerce.orders.hidden import reads_document
from quen.fields.actions.tags import tags_of
from quen.fields.api import mount
from quen.fields.catalogue import all_fields
from quen.fields.drafts import Invalid
from quen.fields.masking import mask_for
from quen.fields.reading import reader_for
from quen.fields.resources import Resource, answer
from quen.kit.api_shapes import CUSTOM, TEXT, WORDS, answers, columns_of, object_of, paged, takes
from quen.kit.idempotency import once
from quen.kit.pages import refuse
from quen.kit.periods import add_months
from quen.kit.plain_rows import plain
from quen.kit.problems import of_refusal
from quen.kit.refused import Refused
from quen.kit.workspace import today

router = Router(tags=["commerce"])
Facts = dict[str, Any]
MOST = 200
COLUMNS = [
    "number", "series", "lookup_code", "state", "contact_id", "company_id", "order_id", "buyer",
    "tax_id", "issued_on", "due_on", "currency", "net", "vat", "total", "source", "external_id",
    "owner_id", "team_id", "created_at", "updated_at", "version",
]  # fmt: skip
TOLD = {"team_id", "total", "created_at", "updated_at", "version"}
EVERY = ["id", *COLUMNS, "rates", "tags", "custom"]
RIGHTS = {"currency": "net", "rates": "net"}
_RATE: Facts = {
    "type": "object",
    "properties": {"vat_percent": {"type": ["string", "null"]}, "net": TEXT, "vat": TEXT},
}


def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
    """The API's objects of invoices, in order."""
    asked = [k for k in wanted or EVERY if k in EVERY]
    keys = [k for k in asked if user.may_read_field(f"invoice.{RIGHTS.get(k, k)}")]
    keys = ["id", *(k for k in keys if k != "id")]
    rows = {it.pk: it for it in Invoice._base_manager.filter(pk__in=ids)}
    beside: Facts = {
        "tags": tags_of("invoice", ids) if "tags" in keys else {},
        "rates": _rates(ids) if "rates" in keys else {},
    }
    return [{k: _value(k, rows[pk], beside, user) for k in keys} for pk in ids if pk in rows]


def _rates(ids: Sequence[int]) -> dict[int, list[Facts]]:
    found: dict[int, list[Facts]] = {}
    for one in InvoiceRate.objects.filter(invoice__in=ids):
        told = {key: plain(getattr(one, key)) for key in ("vat_percent", "net", "vat")}
        found.setdefault(one.invoice_id, []).append(told)
    return found


def _value(key: str, it: Invoice, beside: Facts, user: Any) -> Any:
    if key == "id":
        return it.pk
    if key == "rates":
        return beside["rates"].get(it.pk, [])
    if key == "tags":
        return [tag.name for tag in beside["tags"][it.pk]]
    if key == "custom":
        known = {f.custom.key: f for f in all_fields("invoice").values() if f.custom}
        values = it.custom.items()
        told = {k: v for k, v in values if k in known and user.may_read_field(known[k].right)}
        mask = mask_for(user, "invoice")
        return mask.custom(told, it.owner_id) if mask else told
    return plain(getattr(it, key))


SHAPE = object_of(
    {
        **columns_of(Invoice, COLUMNS),
        "rates": {"type": "array", "items": _RATE},
        "tags": WORDS,
        "custom": CUSTOM,
    },
    {*COLUMNS, "rates", "tags", "custom"} - TOLD,
)


@router.post(
    "/invoices/told",
    summary="Tell of an invoice",
    operation_id="tell_invoice",
    openapi_extra=answers(SHAPE, 201) | takes(SHAPE),
)
def told(request: HttpRequest, given: Facts = Body(...)) -> Any:
    """What an accounting program has issued, changed or cancelled: told again under one `source` and
    `external_id` it changes the same invoice (201 the first time, 200 afterwards). `order_id` may be the
    order's number or its reference; without one the company is found by `tax_id`."""
    user = need(request, "commerce.add_invoice")
    need(request, "commerce.change_invoice")

    def work() -> HttpResponse:
        try:
            reader = reader_for(user, plain=True)
            it, new = actions.take_invoice(given, by=user, reader=reader)
        except Refused as error:
            return of_refusal(error)
        return answer(facts([it.pk], None, user)[0], 201 if new else 200)

    return once(request, work)


mount(
    router,
    Resource(noun=actions.INVOICE, plural="invoices", sort="-issued_on", facts=facts, shape=SHAPE),
)
_REQUEST = object_of(
    {
        **dict.fromkeys(requests.ORDER, TEXT),
        "lines": {"type": "array", "items": {"type": "object"}},
    },
    set(),
)


@router.get(
    "/invoice-requests",
    summary="Orders to be invoiced",
    operation_id="list_invoice_requests",
    openapi_extra=answers(paged(_REQUEST)),
)
def asked(
    request: HttpRequest,
    first: str = Query("", max_length=10),
    last: str = Query("", max_length=10),
    state: str = Query("paid", max_length=6),
    limit: int = Query(50, ge=1, le=MOST),
    cursor: int = Query(0, ge=0, le=2**62),
) -> Any:
    """Orders of a period (a month back from today, else) that have no invoice that holds: `state` is `paid`,
    or `placed` for all that are not cancelled. `next` goes on, null at the end."""
    user = need(request, "commerce.export_order")
    if not reads_document(user):
        refuse(request, "order.total")
    if state not in requests.STATES:
        raise Invalid(_("Choose one."), {"state": _("Choose one.")})
    begin, end = _day(first, "first", add_months(today(), -1)), _day(last, "last", today())
    rows = requests.asked_for(user, first=begin, last=end, state=state).filter(pk__gt=cursor)
    found = list(rows.order_by("pk").prefetch_related("lines")[: limit + 1])
    more = str(found[limit - 1].pk) if len(found) > limit else None
    items = [{"id": it.pk, **requests.facts_of(it, user)} for it in found[:limit]]
    return answer({"items": items, "next": more})


def _day(text: str, key: str, usual: date) -> date:
    try:
        return date.fromisoformat(text) if text else usual
    except ValueError:
        words = _("A day is written as 2026-11-30.")
        raise Invalid(words, {key: words}) from None
