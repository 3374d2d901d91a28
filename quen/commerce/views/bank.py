"""Reconciliation: transfers that wait for a person, files of banks, what was booked and its undoing."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce import bank_pages
from quen.commerce.actions import bank_lines as actions
from quen.commerce.amounts import maybe_amount
from quen.commerce.forms import StatementForm
from quen.commerce.models import BankLine, Order, StatementRun
from quen.commerce.statements import taking
from quen.fields.forms.widgets import Chooser
from quen.fields.importing.refusing import BadFile
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.people.models import Contact

RIGHT = "commerce.reconcile"
LATELY = 5


@require_GET
@needs(RIGHT)
def line_list(request: HttpRequest) -> HttpResponse:
    """The queue, and what was dealt with."""
    return page(request, "commerce/bank_lines.html", **bank_pages.listed(request.user, request.GET))


@require_GET
@needs(RIGHT)
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One transfer: what it may pay, several orders at once, or none."""
    it = _line(request, pk)
    chooser = Chooser(reverse("records:choose", args=["contact"]))
    facts: dict[str, Any] = {
        "line": bank_pages.line_of(it, request.user),
        "it": it,
        "proposals": bank_pages.proposed(it, request.user) if it.state == "waiting" else [],
        "rows": range(1, 4),
        "chooser": chooser.render("contact", "", {"id": "line-contact"}),
    }
    return page(request, "commerce/bank_line.html", **facts)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def statement_import(request: HttpRequest) -> HttpResponse:
    """Take in a file of the bank; where its columns are not clear, they are asked for."""
    form = StatementForm(request.POST or None, request.FILES or None)
    asked: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        with tempfile.TemporaryDirectory() as folder:
            path = taking.kept(form.cleaned_data["file"], Path(folder))
            try:
                done = taking.take(
                    path, form.cleaned_data["account"], request.POST, by=acting_user(request)
                )
            except BadFile as error:
                form.add_error("file", str(error))
            else:
                if isinstance(done, StatementRun):
                    url = reverse("commerce:statement_run", args=[done.pk])
                    return HttpResponseRedirect(url)
                asked = done
    status = 422 if form.errors or asked else 200
    runs = StatementRun.objects.visible_to(request.user).order_by("-created_at", "-pk")
    return page(
        request, "commerce/statement.html", status=status, form=form, asked=asked, runs=list(runs[:LATELY])
    )  # fmt: skip


@require_GET
@needs(RIGHT)
def statement_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file was read, and what came of it."""
    rows = StatementRun.objects.visible_to(request.user).select_related("account")
    run = get_object_or_404(rows, pk=pk)
    part = "#progress" if request.headers.get("HX-Request") else ""
    template = f"commerce/statement_run.html{part}"
    percent = 100 if run.finished_at else 95 * run.position // max(run.total, 1)
    return page(request, template, run=run, percent=percent)


@require_POST
@needs(RIGHT)
def lines_match(request: HttpRequest) -> HttpResponse:
    """Look at every waiting transfer again."""
    count = actions.match_waiting(by=acting_user(request))
    messages.success(request, _("%d transfers matched.") % count)
    return HttpResponseRedirect(reverse("commerce:bank_lines"))


@require_POST
@needs(RIGHT)
def line_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Book it for one order or several, or as a customer's deposit."""
    it, by = _line(request, pk), acting_user(request)
    numbers = [one.strip() for one in request.POST.getlist("order")]
    amounts = [*request.POST.getlist("amount"), *[""] * len(numbers)]
    currency = it.account.currency
    shares = [
        (_order(request, number), maybe_amount(amount, by.language, currency))
        for number, amount in zip(numbers, amounts, strict=False)
        if number
    ]
    actions.book_line(it, shares, by=by, contact=_contact(request))
    messages.success(request, _("Booked."))
    return HttpResponseRedirect(reverse("commerce:bank_lines"))


@require_POST
@needs(RIGHT)
def line_foreign(request: HttpRequest, pk: int) -> HttpResponse:
    """It is no customer's payment."""
    actions.foreign_line(_line(request, pk), by=acting_user(request))
    return HttpResponseRedirect(reverse("commerce:bank_lines"))


@require_POST
@needs(RIGHT)
def line_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it wait again; its payment is taken back."""
    it = _line(request, pk)
    actions.undo_line(it, by=acting_user(request))
    messages.success(request, _("Undone: the transfer waits again."))
    return HttpResponseRedirect(reverse("commerce:bank_line", args=[pk]))


def _line(request: HttpRequest, pk: int) -> BankLine:
    rows = BankLine.objects.visible_to(request.user).select_related("account")
    found: BankLine = get_object_or_404(rows, pk=pk)
    return found


def _order(request: HttpRequest, number: str) -> Order:
    """An order that this user may see, by its number or reference. Raises Refused."""
    rows, upper = Order.objects.visible_to(request.user), number.strip().upper()
    found: Order | None = (
        rows.filter(number__in=[number.strip(), upper]).first()
        or rows.filter(reference=upper).first()
    )
    if found is None:
        words = _("There is no order %s.") % number[:60]
        raise Refused(words, errors={"order": words})
    return found


def _contact(request: HttpRequest) -> Contact | None:
    pk = request.POST.get("contact", "")
    fine = pk.isascii() and pk.isdigit() and len(pk) < 19
    rows = Contact.objects.visible_to(request.user)
    found: Contact | None = rows.filter(pk=int(pk)).first() if fine else None
    return found
