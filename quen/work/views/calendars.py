"""One's own calendar as an address, a meeting as a file, and invitations to it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.showing import ago
from quen.kit.asked import id_in
from quen.kit.pages import needs, personal
from quen.kit.render import page
from quen.work.actions import feeds, inviting
from quen.work.calendar.planned import entry_of
from quen.work.calendar.writing import file_of
from quen.work.models import Feed
from quen.work.views.tasks import mine

ICS = "text/calendar; charset=utf-8"


@require_GET
@personal("the address of one's own calendar")
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether one's calendar has an address, and how to use it."""
    return _calendar(request)


@require_POST
@personal("making an address for one's own calendar")
def feed_make(request: HttpRequest) -> HttpResponse:
    """Make the address and show it this once; the one before ends."""
    _feed, token = feeds.make_feed(acting_user(request))
    return _calendar(request, address=settings.BASE_URL + reverse("work:feed", args=[token]))


@require_POST
@personal("ending the address of one's own calendar")
def feed_end(request: HttpRequest) -> HttpResponse:
    """End the address."""
    user = acting_user(request)
    feeds.end_feed(user, by=user)
    messages.success(request, _("The address no longer works."))
    return HttpResponseRedirect(reverse("work:calendar"))


def _calendar(request: HttpRequest, **facts: Any) -> HttpResponse:
    user = acting_user(request)
    feed = Feed.objects.visible_to(user).first()
    made = {"last_four": feed.last_four, "made": ago(feed.made_at, user)} if feed else None
    return page(request, "work/calendar.html", feed=made, **facts)


@require_GET
@needs("work.view_task")
def task_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A task, call or meeting as a file for any calendar program; a plain task is a to-do."""
    found = mine(request, pk, "view")
    todo = found.kind == "task"
    if found.due_on is None and not todo:
        raise Http404
    return HttpResponse(
        file_of([entry_of(found, todo=todo)]),
        content_type=ICS,
        headers={"Content-Disposition": f'attachment; filename="{found.kind}-{found.pk}.ics"'},
    )


@require_POST
@needs("work.change_task")
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the meeting to the customer."""
    chosen = id_in(request.POST.get("address", ""))
    inviting.invite_guest(mine(request, pk, "change"), chosen, by=acting_user(request))
    messages.success(request, _("The invitation is on its way."))
    return HttpResponseRedirect(reverse("work:task", args=[pk]))


@require_POST
@needs("work.change_task")
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what has changed."""
    inviting.update_guest(mine(request, pk, "change"), by=acting_user(request))
    messages.success(request, _("The customer is told of the change."))
    return HttpResponseRedirect(reverse("work:task", args=[pk]))


@require_POST
@needs("work.change_task")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the meeting and tell the customer."""
    inviting.call_off(mine(request, pk, "change"), by=acting_user(request))
    messages.success(request, _("The meeting is cancelled, and the customer is told."))
    return HttpResponseRedirect(reverse("work:tasks"))
