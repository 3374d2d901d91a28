"""A colleague's own notices, the ways they come, and following a record."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.kit import records
from quen.kit.asked import id_in
from quen.kit.pages import personal
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.timeline import noticing
from quen.timeline.actions import notices as actions
from quen.timeline.models import NoticeWay
from quen.timeline.notices import ordered, ways_of

TABS = ("inbox", "snoozed", "done")


@require_GET
@personal("own notices")
def inbox(request: HttpRequest) -> HttpResponse:
    """What happened that concerns oneself, by record, the newest first."""
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else "inbox"
    rows = noticing.rows_of(request.user, tab)
    return page(
        request,
        "timeline/notices.html",
        tab=tab,
        tabs=_tabs(tab),
        groups=noticing.groups(rows, request.user),
        newest=max((row.pk for row in rows), default=0),
        more=len(rows) == noticing.MOST,
        later=noticing.later(request.user),
    )


def _tabs(tab: str) -> list[dict[str, Any]]:
    words = {"inbox": _("Inbox"), "snoozed": _("Snoozed"), "done": _("Done")}
    url = noticing.inbox_url()
    return [{"label": words[t], "url": f"{url}?tab={t}", "active": t == tab} for t in TABS]


@require_POST
@personal("own notices")
def seen(request: HttpRequest) -> HttpResponse:
    """What the page has shown is seen."""
    actions.see_notices(_number(request, "up_to"), by=request.user)
    return HttpResponse(status=204, headers={"HX-Trigger": "notices"})


@require_POST
@personal("own notices")
def done(request: HttpRequest) -> HttpResponse:
    """Put notices away: those named, or all that the page has shown."""
    if "all" in request.POST:
        count = actions.finish_all_notices(_number(request, "up_to"), by=request.user)
        words = ngettext("%d notice is put away.", "%d notices are put away.", count)
        messages.success(request, words % count)
    else:
        actions.finish_notices(_ids(request), by=request.user)
    return _back(request)


@require_POST
@personal("own notices")
def back(request: HttpRequest) -> HttpResponse:
    """Take notices back into the inbox."""
    actions.reopen_notices(_ids(request), by=request.user)
    return _back(request)


@require_POST
@personal("own notices")
def snooze(request: HttpRequest) -> HttpResponse:
    """Let notices sleep until a time."""
    actions.snooze_notices(_ids(request), _moment(request), by=request.user)
    return _back(request)


@require_http_methods(["GET", "POST"])
@personal("own notices")
def ways(request: HttpRequest) -> HttpResponse:
    """How each kind of notice comes: in the app, by mail at once, once a day, or never."""
    if request.method == "POST":
        for kind in ordered():
            mail = request.POST.get(f"mail-{kind.name}", kind.mail)
            app = f"app-{kind.name}" in request.POST
            actions.choose_way(kind.name, app=app, mail=mail, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("timeline:notice_ways")
    return page(request, "timeline/notice_ways.html", kinds=_kinds(request.user))


def _kinds(user: Any) -> list[dict[str, Any]]:
    chosen = ways_of([user.pk])
    lines = []
    for kind in ordered():
        way = chosen.get((user.pk, kind.name))
        mail = way.mail if way else kind.mail
        lines.append(
            {
                "name": kind.name,
                "label": kind.label,
                "about": kind.about,
                "app": way.app if way else True,
                "mails": [(key, words, key == mail) for key, words in NoticeWay.Mail.choices],
            }
        )
    return lines


@require_POST
@personal("following a record")
def follow(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Follow a record that one may see, or leave it."""
    if records.visible(type_key, pk, request.user) is None:
        raise Http404
    on = request.POST.get("on", "") == "1"
    actions.follow_record(type_key, pk, by=request.user, on=on)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Trigger": f"{type_key}-{pk}"})
    return HttpResponseRedirect(records.TYPES[type_key].url(pk))


def _back(request: HttpRequest) -> HttpResponse:
    tab = request.POST.get("tab", "")
    url = noticing.inbox_url() + (f"?tab={tab}" if tab in TABS else "")
    return HttpResponseRedirect(url)


def _ids(request: HttpRequest) -> list[int]:
    return [id_in(text) for text in request.POST.get("ids", "").split(",")]


def _number(request: HttpRequest, name: str) -> int:
    return id_in(request.POST.get(name, ""))


def _moment(request: HttpRequest) -> datetime:
    try:
        at = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        at = datetime.min  # as wrong as a year that no clock knows
    if not 1990 <= at.year <= 2199:
        raise Refused(_("Choose a time to come."))
    return at if at.tzinfo else timezone.make_aware(at)
