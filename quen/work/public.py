"""Pages for strangers: the address of a calendar."""

import hashlib

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_http_methods

from quen.kit.limits import within
from quen.kit.pages import public
from quen.work.calendar.feed import calendar_of
from quen.work.models import Feed

TYPE = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "HEAD"])
@public("a calendar program fetches a colleague's calendar by its address", observes=True)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has this address; an address that has ended is like one that never was."""
    if not within("feed", address_of(request), most=120, seconds=60):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    found = Feed.objects.for_token(token[:100]).select_related("user").first()
    if found is None:
        raise Http404
    body = calendar_of(found.user)
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type=TYPE, headers=headers)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as sign-in counts it too."""
    return str(get_adapter(request).get_client_ip(request))
