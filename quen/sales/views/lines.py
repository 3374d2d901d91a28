"""The products of a deal, on a page of their own."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce.lines import rows
from quen.commerce.lines.reading import Asked
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import today
from quen.sales.actions.lines import set_lines
from quen.sales.asked import asked_deal
from quen.sales.models import Deal
from quen.sales.quotes_panel import lines_of


@require_http_methods(["GET", "POST"])
@needs("sales.change_deal")
def deal_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """See and change the lines; the deal's amount becomes what they add up to."""
    deal = asked_deal(request, str(pk))
    asked = _asked(request, deal)
    _may_see(request)
    if request.method != "POST":
        return _form(request, deal, rows.drawn(rows.standing(lines_of(deal), asked), asked))
    sent = rows.sent(request.POST)
    try:
        set_lines(deal, sent, by=acting_user(request))
    except Refused as refused:
        drawn = rows.drawn(sent, asked, refused.errors)
        return _form(request, deal, drawn, str(refused.message), 422)
    return HttpResponseRedirect(reverse("sales:deal", args=[pk]))


@require_POST
@needs("sales.view_deal")
def line_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as they were sent, with what a chosen product brings, and what they add up to."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user), pk=pk)
    _may_see(request)
    asked, sent = _asked(request, deal), rows.sent(request.POST)
    told = sent if request.GET.get("sums") else rows.filled(sent, asked)
    url = reverse("sales:line_preview", args=[pk])
    return page(request, "commerce/lines.html", lines=rows.drawn(told, asked), lines_url=url)


def _may_see(request: HttpRequest) -> None:
    """Prices are hidden from whom the amount is hidden. Raises Refused."""
    if not acting_user(request).may_read_field("deal.amount"):
        raise Refused(_("You may not see what a deal is worth."), status=403)


def _asked(request: HttpRequest, deal: Deal) -> Asked:
    user = acting_user(request)
    return Asked(deal.currency, user.language, today(), user)


def _form(
    request: HttpRequest, deal: Deal, drawn: dict, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"lines_url": reverse("sales:line_preview", args=[deal.pk]), "problem": problem}
    return page(request, "sales/deal_lines.html", status=status, deal=deal, lines=drawn, **context)
