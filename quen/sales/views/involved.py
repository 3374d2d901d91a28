"""The people of a deal: who has which part in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.sales.actions import involved as actions
from quen.sales.asked import asked_deal


@require_POST
@needs("sales.change_deal")
def involve(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a part in a deal, or another one."""
    deal, number = asked_deal(request, str(pk)), request.POST.get("contact", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Refused(_("Choose somebody."), errors={"contact": _("Choose somebody.")})
    role = request.POST.get("role", "")
    actions.involve(deal, int(number), role, by=acting_user(request))
    return changed(request, "deal", pk)


@require_POST
@needs("sales.change_deal")
def uninvolve(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Somebody has no part in a deal any more."""
    deal = asked_deal(request, str(pk))
    it = deal.involved.filter(contact=contact_pk).first()
    if it is None:
        raise Http404
    actions.uninvolve(it, by=acting_user(request))
    return changed(request, "deal", pk)
