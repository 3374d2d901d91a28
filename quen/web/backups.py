"""Settings, Backups: what there is, make one, try one, take one away; and sending after a restore."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.actions.workspace import change_workspace
from quen.accounts.forms import AskedForm
from quen.accounts.showing import ago, moment
from quen.kit.backup import shelf
from quen.kit.models import BackupRun
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.workspace import workspace
from quen.web.actions import backups as actions
from quen.web.actions.restored import switch_sending_on
from quen.web.running import failures, last_drill, last_run, running
from quen.web.sizes import size_words


class BackupForm(AskedForm):
    """When backups are made, and how many are kept."""

    backups_on = forms.BooleanField(
        label=_("Make a backup every night, and try one every month"), required=False
    )
    backup_hour = forms.TypedChoiceField(
        label=_("At"), coerce=int, choices=[(n, f"{n:02}:00") for n in range(24)]
    )
    backups_kept = forms.IntegerField(label=_("Keep so many"), min_value=1, max_value=365)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("web.keep_backups")
def backups(request: HttpRequest) -> HttpResponse:
    """The backups there are, and when they are made."""
    user = acting_user(request)
    if request.method != "POST":
        return _page(request, BackupForm(initial=_now()))
    form = BackupForm(request.POST)
    if form.accepted(lambda **facts: change_workspace(by=user, **facts)) is None:
        return _page(request, form, status=422)
    messages.success(request, gettext("Saved."))
    return redirect("web:backups")


@require_GET
@needs("web.keep_backups")
def progress(request: HttpRequest) -> HttpResponse:
    """How far the run is that goes on."""
    return page(request, "web/backups.html#running", job=last_run())


@require_POST
@needs("web.keep_backups")
def back_up_now(request: HttpRequest) -> HttpResponse:
    """Make a backup in the background."""
    actions.ask_for(BackupRun.Kind.BACKUP, by=acting_user(request))
    return redirect("web:backups")


@require_POST
@needs("web.keep_backups")
def drill_now(request: HttpRequest) -> HttpResponse:
    """Try in the background whether the newest backup comes back."""
    actions.ask_for(BackupRun.Kind.DRILL, by=acting_user(request))
    return redirect("web:backups")


@require_POST
@needs("web.keep_backups")
@reauthentication_required
def download(request: HttpRequest, name: str) -> FileResponse:
    """One backup as a file, told to the audit: it holds everything, and the key."""
    found = actions.note_download(name, by=acting_user(request))
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=name)


@require_POST
@needs("web.keep_backups")
def sending_on(request: HttpRequest) -> HttpResponse:
    """Send again after a restore."""
    held = switch_sending_on(by=acting_user(request))
    words = ngettext(
        "Sending is on. %d held message goes out.", "Sending is on. %d held messages go out.", held
    )
    messages.success(request, words % held)
    return redirect("web:backups")


def _now() -> dict[str, Any]:
    return {name: getattr(workspace(), name) for name in BackupForm.base_fields}


def _page(request: HttpRequest, form: BackupForm, *, status: int = 200) -> HttpResponse:
    user = acting_user(request)
    there = shelf.kept()
    facts: dict[str, Any] = {
        "lines": [_line(one, user) for one in there],
        "total": size_words(sum(one.size for one in there)),
        "folder": str(shelf.folder()),
        "form": form,
        "job": running(),
        "drill": last_drill(user),
        "failures": failures(user),
        "sending_off": workspace().sending_off,
    }
    return page(request, "web/backups.html", status=status, **facts)


def _line(one: shelf.Kept, user: Any) -> dict[str, Any]:
    told = one.manifest
    return {
        "name": one.path.name,
        "made": moment(one.made_at, user),
        "ago": ago(one.made_at, user),
        "size": size_words(one.size),
        "rows": f"{told.rows:,}" if told else "",
        "files": f"{len(told.files):,}" if told else "",
        "readable": told is not None,
    }
