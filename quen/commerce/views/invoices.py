"""The list and the page of invoices, a new one, and what the accounting program is asked for."""

import csv
import io
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from quen.accounts.acting import acting_user
from quen.commerce.invoices import requests
from quen.commerce.order_lines import line_of
from quen.fields.views import new, record
from quen.fields.views.lists import show
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.workspace import today

VIEW, ADD, ASK = "commerce.view_invoice", "commerce.add_invoice", "commerce.export_order"
SHOWN = 50


@require_GET
@needs(VIEW)
def invoice_list(request: HttpRequest) -> HttpResponse:
    """Invoices, by views, filters and columns."""
    return show(request, "invoice")


@require_GET
@needs(VIEW)
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice: facts, timeline."""
    return record.show(request, "invoice", pk)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def invoice_new(request: HttpRequest) -> HttpResponse:
    """A new invoice by hand."""
    return new.show(request, "invoice")


@require_GET
@needs(ASK)
def request_list(request: HttpRequest) -> HttpResponse:
    """Orders of a period that wait for their invoice."""
    user, asked = acting_user(request), _asked(request)
    rows = requests.asked_for(user, **asked).select_related("contact", "company", "owner")
    found = list(rows.prefetch_related("instalments")[:SHOWN])
    items, count = [_item(line_of(it, user)) for it in found], rows.count()
    template = "commerce/invoice_requests.html"
    return page(request, template, items=items, count=count, asked=asked)


@require_GET
@needs(ASK)
def request_export(request: HttpRequest) -> HttpResponse:
    """The same orders as a sheet for the accounting program."""
    told = io.StringIO()
    rows = requests.asked_for(acting_user(request), **_asked(request))
    csv.writer(told).writerows(requests.sheet(rows))
    answer = HttpResponse(f"\ufeff{told.getvalue()}", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="invoice-requests.csv"'
    return answer


def _item(line: dict[str, Any]) -> dict[str, Any]:
    """An order as an entry: whom for, and how it stands."""
    sub = " · ".join(word for word in (line["whom"], str(line["state_label"])) if word)
    entry = {"title": line["label"], "url": line["url"], "sub": sub, "end": line["amount"]}
    return entry | {"icon": "shopping-cart", "tone": ""}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The period and the state that are asked for; this month and what is paid, else."""
    begin = today().replace(day=1)
    first, last = _day(request.GET.get("first"), begin), _day(request.GET.get("last"), today())
    state = request.GET.get("state", "")
    known = state if state in requests.STATES else requests.STATES[0]
    return {"first": first, "last": last, "state": known}


def _day(text: str | None, usual: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return usual
