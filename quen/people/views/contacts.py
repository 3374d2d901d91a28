"""The page of a contact, a new one, and moves round the loop."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.views import new, record
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.people.actions import lifecycle
from quen.people.models import Contact


@require_GET
@needs("people.view_contact")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer: facts, timeline, what belongs to them."""
    return record.show(request, "contact", pk)


@require_http_methods(["GET", "POST"])
@needs("people.add_contact")
def contact_new(request: HttpRequest) -> HttpResponse:
    """A new customer."""
    return new.show(request, "contact")


@require_POST
@needs("people.change_contact")
def contact_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a customer to another stage; going back asks why."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user, "change"), pk=pk)
    stage, why = request.POST.get("stage", ""), request.POST.get("why", "").strip()
    lifecycle.move_stage(contact, stage, by=acting_user(request), why=why)
    return changed(request, "contact", pk)
