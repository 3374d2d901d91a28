"""Discounts: their limits in the settings, and asking for one above."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.kit.pages import needs
from quen.kit.render import page
from quen.sales import discounts
from quen.sales.actions.approving import ask_for_discount, set_limits
from quen.sales.discount_form import LimitsForm
from quen.sales.models import Quote


@require_http_methods(["GET", "POST"])
@needs("sales.manage_pipelines")
def discount_limits(request: HttpRequest) -> HttpResponse:
    """How much each role takes off on its own."""
    by = acting_user(request)
    form = LimitsForm(discounts.roles(), discounts.limits(), data=request.POST or None)
    if request.POST and form.is_valid():
        set_limits(form.wanted(), by=by)
        messages.success(request, _("Saved"))
        return HttpResponseRedirect(reverse("sales:discounts"))
    return page(request, "sales/discounts.html", status=422 if form.errors else 200, form=form)


@require_POST
@needs("sales.change_quote")
def quote_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the discount of a draft."""
    it = get_object_or_404(Quote.objects.visible_to(request.user, "change"), pk=pk)
    ask_for_discount(it, by=acting_user(request))
    messages.success(request, _("Asked. You are told when it is decided."))
    return HttpResponseRedirect(reverse("sales:quote", args=[pk]))
