"""Consent of a contact: given and withdrawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.people.actions.consents import write_consent
from quen.people.models import Contact
from quen.people.settings import purpose_of


@require_POST
@needs("people.change_contact")
def consent_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an entry to the ledger, with who wrote it and what they said of its proof."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user, "change"), pk=pk)
    proof = {"note": request.POST.get("proof", "")[:500]} if request.POST.get("proof") else {}
    write_consent(
        contact,
        purpose_of(request.POST.get("purpose", "")),
        request.POST.get("channel", ""),
        given=request.POST.get("given") == "1",
        by=acting_user(request),
        source=request.POST.get("source", ""),
        proof=proof,
    )
    return changed(request, "contact", pk)
