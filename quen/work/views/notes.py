"""Notes on records."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.work.actions import notes as actions
from quen.work.models import Note


@require_POST
@needs("work.add_note")
def note_add(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Write a note on a record."""
    actions.add_note(type_key, pk, request.POST.get("text", ""), by=acting_user(request))
    return changed(request, type_key, pk)


@require_POST
@needs("work.delete_note")
def note_trash(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a note."""
    note = get_object_or_404(Note.objects.visible_to(request.user, "delete"), pk=pk)
    actions.trash_note(note, by=acting_user(request))
    return changed(request, note.type, note.record_id)
