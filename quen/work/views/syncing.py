"""One's connected calendar: connecting, choosing, how the last run went, and what was done about an event."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.forms import AskedForm
from quen.accounts.showing import ago, moment
from quen.kit.pages import personal
from quen.kit.render import page
from quen.work.actions import calendar_accounts as actions
from quen.work.actions.sync_taking import BACK
from quen.work.calendar.offered import offered_to
from quen.work.calendar.standing import standing
from quen.work.jobs import sync_calendar
from quen.work.models import CalendarAccount

SHOWN = 50
DONE = {
    "came": gettext_lazy("came from the calendar"),
    "stored": gettext_lazy("stored in the calendar"),
    "changed_here": gettext_lazy("changed here, as it was changed there"),
    "deleted_here": gettext_lazy("moved to the trash here, as it was deleted there"),
    "whole_day": gettext_lazy("moved to the trash here, as it takes whole days there now"),
    "left_out": gettext_lazy("left out, as something unexpected went wrong with it"),
    "deleted_there": gettext_lazy("deleted there, as it was here"),
    "kept": gettext_lazy("deleted there, but changed here since: it goes there again"),
    "ours_won": gettext_lazy("changed on both sides; the newer one from here stands"),
    "theirs_won": gettext_lazy("changed on both sides; the newer one from there stands"),
    "only_here": gettext_lazy("changed here alone, as it may not be changed there"),
    "twice": gettext_lazy("stands in the calendar twice; the first one counts"),
}


class ConnectForm(AskedForm):
    """How a CalDAV server is reached."""

    url = forms.CharField(
        label=gettext_lazy("Address of the calendar server"),
        max_length=500,
        help_text=gettext_lazy(
            "CalDAV, as https://dav.example.com/ or https://caldav.icloud.com/."
        ),
    )
    username = forms.CharField(label=gettext_lazy("User name"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("Best one made for this app alone. It is kept encrypted."),
    )


@require_GET
@personal("one's own connected calendar")
def sync(request: HttpRequest) -> HttpResponse:
    """How it stands."""
    return _shown(request, ConnectForm())


@require_POST
@personal("connecting one's own calendar")
def sync_connect(request: HttpRequest) -> HttpResponse:
    """Connect a server; its calendars are looked for in the background."""
    form = ConnectForm(request.POST)
    made = form.accepted(lambda **facts: actions.connect_account(acting_user(request), **facts))
    if made is None:
        return _shown(request, form, 422)
    sync_calendar.enqueue(made.pk)
    return _back()


@require_POST
@personal("choosing which calendar is one's own")
def sync_choose(request: HttpRequest) -> HttpResponse:
    """Choose the calendar."""
    mine, url = _mine(request), request.POST.get("calendar", "")
    actions.choose_calendar(mine, url, by=acting_user(request))
    sync_calendar.enqueue(mine.pk)
    return _back()


@require_POST
@personal("bringing one's own calendar together")
def sync_now(request: HttpRequest) -> HttpResponse:
    """Begin the next run at once."""
    actions.ask_now(_mine(request))
    messages.success(request, _("The next run begins within a minute."))
    return _back()


@require_POST
@personal("letting go of one's own calendar")
def sync_let_go(request: HttpRequest) -> HttpResponse:
    """Forget the server."""
    actions.let_go(_mine(request), by=acting_user(request))
    messages.success(request, _("The calendar is let go. Both sides stay as they are."))
    return _back()


def _mine(request: HttpRequest) -> CalendarAccount:
    return get_object_or_404(CalendarAccount.objects.visible_to(acting_user(request)))


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("work:sync"))


def _shown(request: HttpRequest, form: ConnectForm, status: int = 200) -> HttpResponse:
    user = acting_user(request)
    account = CalendarAccount.objects.visible_to(user).first()
    typed = request.GET.get("q", "")[:200]
    facts = _facts(account, user, typed) if account else _ways(user)
    return page(request, "work/sync.html", status=status, form=form, typed=typed, **facts)


def _ways(user: Any) -> dict[str, Any]:
    """What can be connected, and where the other ways are set up, for who may do that."""
    offered, may_set = offered_to(user), user.can("work.manage_calendars")
    url = reverse("work:calendar_apps") if may_set and not offered else ""
    return {"offered": offered, "apps_url": url}


def _facts(account: CalendarAccount, user: Any, typed: str) -> dict[str, Any]:
    rows = account.traces.order_by("-at", "-pk")
    rows = rows.filter(title__icontains=typed) if typed else rows
    planned = actions.local_of(account, timezone.now()).count()
    again = [one for one in offered_to(user) if one["key"] == account.kind]
    return {
        "account": account,
        "again": again if account.consent_lost_at else [],
        "facts": [
            {"label": _("Connected with"), "value": account.get_kind_display()},
            {"label": _("Calendar"), "value": account.calendar_name or account.url or "–"},
            {"label": _("Last success"), "value": ago(account.synced_at, user) if account.synced_at else "–"},
            {"label": _("Next run"), "value": moment(account.next_at, user) if account.next_at else "–"},
            {"label": _("Events there"), "value": str(account.remote_count)},
            {"label": _("Plans with an hour here"), "value": str(planned)},
        ],
        "events": _events(account, user, typed) if typed else None,
        "traces": [
            {"when": moment(row.at, user), "title": row.title, "what": DONE.get(row.what, row.what),
             "lost": _lost(row.lost, user)}
            for row in rows[:SHOWN]
        ],
    }  # fmt: skip


def _events(account: CalendarAccount, user: Any, typed: str) -> list[dict[str, Any]]:
    """How each plan of that name stands."""
    return [
        {
            "title": one.task.title,
            "url": reverse("work:task", args=[one.task.pk]),
            "when": moment(one.task.at, user) if one.task.at else "",
            "words": one.words,
            "agreed": ago(one.agreed_at, user) if one.agreed_at else "",
        }
        for one in standing(account, typed, timezone.now() - BACK)
    ]


def _lost(lost: dict[str, Any], user: Any) -> str:
    """What was given up, in words."""
    at = moment(datetime.fromisoformat(lost["at"]), user) if lost.get("at") else ""
    return " · ".join(filter(None, (lost.get("title"), at, lost.get("place"))))
