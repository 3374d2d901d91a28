"""Notes on records: written, answered, settled, removed; names that can follow an @."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions.attaching import keep_sent
from quen.fields.catalogue import catalogue
from quen.fields.views.answers import changed, undoable, warned
from quen.kit.pages import needs
from quen.work.actions import notes as actions
from quen.work.mentions import offered
from quen.work.models import Note


@require_POST
@needs("work.add_note")
def note_add(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Write a note on a record, or on one of its values."""
    by = acting_user(request)
    asked = request.POST.get("field", "")
    field = asked if asked and asked in catalogue(type_key, by).fields else ""
    files, refused = keep_sent(request.FILES.getlist("files"), by=by)
    text = request.POST.get("text", "")
    written = actions.write_note(type_key, pk, text, by=by, field=field, files=files)
    return _written(request, written, refused)


@require_POST
@needs("work.add_note")
def note_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread."""
    first = get_object_or_404(Note.objects.visible_to(request.user).threads(), pk=pk)
    text = request.POST.get("text", "")
    by = acting_user(request)
    files, refused = keep_sent(request.FILES.getlist("files"), by=by)
    about = (first.type, first.record_id)
    written = actions.write_note(*about, text, by=by, parent=first, files=files)
    return _written(request, written, refused)


def _written(request: HttpRequest, written: actions.Written, refused: list[str]) -> HttpResponse:
    answer = changed(request, written.note.type, written.note.record_id)
    return warned(answer, " ".join(filter(None, [written.warning, *refused])))


@require_POST
@needs("work.add_note")
def note_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a thread, or open it again."""
    note = get_object_or_404(Note.objects.visible_to(request.user).threads(), pk=pk)
    settle = actions.reopen_note if note.settled_at else actions.settle_note
    settle(note, by=acting_user(request))
    return changed(request, note.type, note.record_id)


@require_POST
@needs("work.delete_note")
def note_trash(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a note; a toast offers to put it back."""
    note = get_object_or_404(Note.objects.visible_to(request.user, "delete"), pk=pk)
    actions.trash_note(note, by=acting_user(request))
    answer = changed(request, note.type, note.record_id)
    return undoable(answer, _("The note is removed."), reverse("work:note_restore", args=[pk]))


@require_POST
@needs("work.delete_note")
def note_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a removed note back."""
    removed = Note.objects.visible_to(request.user, "delete", removed=True)
    note = get_object_or_404(removed, pk=pk)
    actions.restore_note(note, by=acting_user(request))
    return changed(request, note.type, note.record_id)


@require_GET
@needs("work.add_note")
def mentions(request: HttpRequest) -> HttpResponse:
    """Colleagues and teams for what was typed after an @."""
    return JsonResponse({"names": offered(request.GET.get("q", ""), request.user)})
