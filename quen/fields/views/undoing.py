"""Undoing an import by a page: what would happen, whom others touched since, and the button."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quen.accounts.acting import acting_user
from quen.fields.actions import imports as actions
from quen.fields.importing.undoing import preview
from quen.fields.models import ImportedRecord, ImportRun
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page

SHOWN = 200
Line = tuple[str, str, int]


@require_http_methods(["GET", "POST"])
@needs("people.import")
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what undoing would do, then do it in the background. One that cannot be undone any more says so
    on its own page."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        actions.undo_import(run, by=acting_user(request))
    if request.method == "POST" or not run.may_undo:
        return HttpResponseRedirect(reverse("fields:import_show", args=[pk]))
    seen = preview(run)
    return page(
        request,
        "fields/import_undo.html",
        run=run,
        counts=[(str(TYPES[key].plural), made, changed) for key, made, changed in seen.counts],
        kept=named(seen.kept[:SHOWN], request.user),
        kept_count=len(seen.kept),
    )


def named(notes: list[ImportedRecord], user: object) -> list[Line]:
    """(name, address, row) of noted records as far as the user may see them, trash included by name."""
    told: list[Line] = []
    for type_key in dict.fromkeys(note.type for note in notes):
        it = TYPES[type_key]
        mine = [note for note in notes if note.type == type_key]
        seen = {r.pk: r for r in it.visible_to(user).filter(pk__in=[n.record_id for n in mine])}
        for note in mine:
            record = seen.get(note.record_id)
            name = it.title(record) if record else f"{it.label} {note.record_id}"
            told.append((name, it.url(note.record_id) if record else "", note.number))
    return told
