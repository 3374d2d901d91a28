"""A contract on paper, and the link by which its customer reads it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.commerce.actions import contract_links as actions
from quen.commerce.contracts.document import document_of, reads_paper
from quen.commerce.documents import paper
from quen.commerce.models import Contract
from quen.commerce.views.contracts import CHANGE, VIEW, shown_contract
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES


@require_GET
@needs(VIEW)
def contract_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract as PDF, or the page to print."""
    it = _readable(request, pk, "view")
    return paper(request, document_of(it, request.user), it.number)


@require_POST
@needs(CHANGE)
def contract_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the customer's link, for some days."""
    it, days = _readable(request, pk, "change"), request.POST.get("days", "")
    fits = days.isascii() and days.isdigit() and len(days) < 5
    actions.share_contract(it, by=acting_user(request), days=int(days) if fits else 0)
    messages.success(request, _("The link is open. Copy it into a chat or a mail."))
    return HttpResponseRedirect(TYPES["contract"].url(pk))


@require_POST
@needs(CHANGE)
def contract_unshare(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the customer's link back."""
    actions.unshare_contract(shown_contract(request, pk, "change"), by=acting_user(request))
    messages.success(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(TYPES["contract"].url(pk))


def _readable(request: HttpRequest, pk: int, action: str) -> Contract:
    """A contract that one may see or change, and read whole: nobody hands out what is hidden from them."""
    it = shown_contract(request, pk, action)
    if not reads_paper(request.user):
        refuse(request, "contract.amount")
    return it
