"""Quotes: the list, one quote, drafting, sending, editions, and a decision that came by phone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.accounts.visibility import may
from quen.commerce.lines import rows
from quen.commerce.lines.reading import Asked
from quen.kit.pages import needs
from quen.kit.pdf import INSTALL, can_make_pdf
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import today
from quen.sales import quote_lines
from quen.sales.actions import deciding
from quen.sales.actions import quotes as actions
from quen.sales.approval_shown import approval_of
from quen.sales.asked import asked_deal
from quen.sales.forms import QuoteForm, SendForm
from quen.sales.models import Quote
from quen.sales.public import quote_paper
from quen.sales.quote_document import document_of
from quen.sales.quote_mail import link_to

VIEW, CHANGE = "sales.view_quote", "sales.change_quote"


@require_GET
@needs(VIEW)
def quote_list(request: HttpRequest) -> HttpResponse:
    """The newest first, by state."""
    return page(request, "sales/quotes.html", **quote_lines.listed(request.user, request.GET))


@require_POST
@needs("sales.add_quote")
def quote_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a quote from a deal."""
    deal = asked_deal(request, str(pk))
    kind = request.POST.get("kind") or Quote.Kind.FIRM
    made = actions.draft_quote(deal, by=acting_user(request), kind=kind)
    return HttpResponseRedirect(reverse("sales:quote_edit", args=[made.pk]))


@require_GET
@needs(VIEW)
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """One quote as the customer sees it, and what can be done with it."""
    it = _quote(request, pk)
    request.live_names = (f"deal-{it.deal_id}",)  # type: ignore[attr-defined]
    sending = _sending(it, acting_user(request))
    return page(request, "sales/quote.html", **_facts(request, it), **sending)


def _facts(request: HttpRequest, it: Quote) -> dict[str, Any]:
    return {
        "it": it,
        "doc": document_of(it),
        "link": link_to(it) if it.state != Quote.State.DRAFT else "",
        "line": quote_lines.line_of(it, request.user),
        "editions": quote_lines.editions_of(it, request.user),
        "may_change": may(it, request.user, "change"),
        "may_order": quote_lines.may_order(it, request.user),
        "order_url": quote_lines.order_url(it, request.user),
        "pdf": can_make_pdf(),
        "install": INSTALL,
    }


def _sending(it: Quote, user: User) -> dict[str, Any]:
    if it.state != Quote.State.DRAFT:
        return {}
    to = it.contact.email if it.contact else ""
    return {"send_form": SendForm(initial={"to": to}), "approval": approval_of(it, user)}


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def quote_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft: its lines and its words."""
    it = _quote(request, pk, "change")
    asked = _asked(request, it)
    if request.method != "POST":
        drawn = rows.drawn(rows.standing(it.lines.all(), asked), asked)
        return _editor(request, it, QuoteForm(initial=QuoteForm.start(it)), drawn)
    form, sent = QuoteForm(data=request.POST), rows.sent(request.POST)
    errors: dict[str, str] = {}
    if form.is_valid():
        try:
            actions.change_quote(it, by=acting_user(request), lines=sent, **form.facts())
            return HttpResponseRedirect(reverse("sales:quote", args=[pk]))
        except Refused as refused:
            errors = refused.errors
            form.refuse({k: v for k, v in errors.items() if k[:5] != "line_"}, str(refused.message))
    return _editor(request, it, form, rows.drawn(sent, asked, errors), 422)


def _editor(
    request: HttpRequest, it: Quote, form: QuoteForm, drawn: dict, status: int = 200
) -> HttpResponse:
    url = reverse("sales:quote_preview", args=[it.pk])
    return page(
        request, "sales/quote_edit.html", status=status, it=it, form=form, lines=drawn,
        lines_url=url, deal=it.deal,
    )  # fmt: skip


@require_POST
@needs(CHANGE)
def quote_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as they were sent, with what a chosen product brings."""
    it = _quote(request, pk, "change")
    asked, sent = _asked(request, it), rows.sent(request.POST)
    told = sent if request.GET.get("sums") else rows.filled(sent, asked)
    url = reverse("sales:quote_preview", args=[pk])
    return page(request, "commerce/lines.html", lines=rows.drawn(told, asked), lines_url=url)


@require_POST
@needs(CHANGE)
def quote_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft: by mail, or only as a link to copy."""
    it, form = _quote(request, pk, "change"), SendForm(data=request.POST)
    sent = form.accepted(lambda **facts: actions.send_quote(it, by=acting_user(request), **facts))
    if sent is None:
        facts = _facts(request, it) | {"send_form": form}
        return page(request, "sales/quote.html", status=422, **facts)
    told = (
        _("Quote %s is on its way.")
        if form.cleaned_data["to"]
        else _("Quote %s is open: copy its link.")
    )
    messages.success(request, told % sent.label)
    return HttpResponseRedirect(reverse("sales:quote", args=[pk]))


@require_POST
@needs(CHANGE)
def quote_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next edition."""
    made = actions.new_edition(_quote(request, pk, "change"), by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:quote_edit", args=[made.pk]))


@require_POST
@needs(CHANGE)
def quote_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    it = _quote(request, pk, "change")
    actions.delete_draft(it, by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:deal", args=[it.deal_id]))


@require_POST
@needs(CHANGE)
def quote_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A code to tell the customer by phone or in a chat."""
    it = _quote(request, pk, "change")
    code = deciding.tell_code(it, by=acting_user(request))
    return page(request, "sales/quote.html", code=code, **_facts(request, it))


@require_POST
@needs(CHANGE)
def quote_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer said yes or no on the phone, by mail or in person."""
    it, by = _quote(request, pk, "change"), acting_user(request)
    words = request.POST.get("words", "")
    if request.POST.get("answer") == "yes":
        deciding.accept_quote(it, name=words, proof={"by": "colleague", "user": by.pk}, by=by)
    else:
        deciding.decline_quote(it, reason=words, by=by)
    return HttpResponseRedirect(reverse("sales:quote", args=[pk]))


@require_GET
@needs(VIEW)
def quote_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The quote as PDF, or the page to print."""
    it = _quote(request, pk)
    return quote_paper(request, it)


def _quote(request: HttpRequest, pk: int, action: str = "view") -> Quote:
    shown = ("deal", "contact", "company", "owner")
    rows_ = Quote.objects.visible_to(request.user, action).select_related(*shown)
    found: Quote = get_object_or_404(rows_, pk=pk)
    return found


def _asked(request: HttpRequest, it: Quote) -> Asked:
    user = acting_user(request)
    return Asked(it.currency, user.language, today(), user)
