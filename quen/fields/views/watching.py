"""Sheets that are read regularly: begin with one, read it now, let it go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions import watching as actions
from quen.fields.models import ImportRun, WatchedSheet
from quen.fields.watching_jobs import read_sheet
from quen.kit.asked import number_in
from quen.kit.pages import needs


@require_POST
@needs("people.import")
def sheet_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a sheet regularly, as this import was set up; the first reading begins at once."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    told = number_in(request.POST.get("hours", "")) or 0
    sheet = actions.watch_sheet(run, request.POST.get("url", ""), told, by=acting_user(request))
    read_sheet.enqueue(sheet.pk)
    messages.success(request, _("The sheet is read regularly from now on."))
    return HttpResponseRedirect(reverse("fields:import_new"))


@require_POST
@needs("people.import")
def sheet_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it at once."""
    sheet = get_object_or_404(WatchedSheet.objects.visible_to(request.user), pk=pk)
    actions.read_now(sheet)
    read_sheet.enqueue(sheet.pk)
    messages.success(request, _("The sheet is being read."))
    return HttpResponseRedirect(reverse("fields:import_new"))


@require_POST
@needs("people.import")
def sheet_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it no more."""
    sheet = get_object_or_404(WatchedSheet.objects.visible_to(request.user), pk=pk)
    actions.stop_watching(sheet, by=acting_user(request))
    messages.success(request, _("The sheet is read no more. What came in stays."))
    return HttpResponseRedirect(reverse("fields:import_new"))
