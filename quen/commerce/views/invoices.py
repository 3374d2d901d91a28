"""The list and the page of invoices, a new one, and what the accounting program is asked for."""

import csv
import io
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.commerce.actions import invoices as actions
from quen.commerce.invoices import requests
from quen.commerce.order_lines import line_of
from quen.commerce.orders.hidden import reads_document
from quen.fields.views import new, record
from quen.fields.views.lists import show
from quen.kit.pages import needs, refuse
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
    user, asked = _who_asks(request), _asked(request)
    rows = requests.asked_for(user, **asked).select_related("contact", "company")
    items, count = [_item(line_of(it, user)) for it in rows[:SHOWN]], rows.count()
    template = "commerce/invoice_requests.html"
    return page(request, template, items=items, count=count, asked=asked)


@require_POST
@needs(ASK)
def request_export(request: HttpRequest) -> HttpResponse:
    """The same orders as a sheet for the accounting program."""
    told = io.StringIO()
    csv.writer(told).writerows(actions.export_requests(by=_who_asks(request), **_asked(request)))
    answer = HttpResponse(f"\ufeff{told.getvalue()}", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="invoice-requests.csv"'
    return answer


def _who_asks(request: HttpRequest) -> User:
    """Who asks for invoices knows what orders come to. Raises PermissionDenied for a role that hides it."""
    user = acting_user(request)
    if not reads_document(user):
        refuse(request, "order.total")
    return user


def _item(line: dict[str, Any]) -> dict[str, Any]:
    """An order as an entry: whom for, and how it stands."""
    sub = " · ".join(word for word in (line["whom"], str(line["state_label"])) if word)
    entry = {"title": line["label"], "url": line["url"], "sub": sub, "end": line["amount"]}
    return entry | {"icon": "shopping-cart", "tone": ""}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The period and the state that are asked for; this month and what is paid, else."""
    begin = today().replace(day=1)
    first, last = (
        _day(_given(request).get("first"), begin),
        _day(_given(request).get("last"), today()),
    )
    state = _given(request).get("state", "")
    known = state if state in requests.STATES else requests.STATES[0]
    return {"first": first, "last": last, "state": known}


def _given(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _day(text: str | None, usual: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return usual
