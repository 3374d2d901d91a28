"""Into the trash, out of it, and what lies there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions import records
from quen.fields.actions.trash import KEPT
from quen.fields.nouns import NOUNS
from quen.fields.record_pages import PAGES
from quen.fields.trash import trashed as in_trash
from quen.fields.views.record import found
from quen.kit import days
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.render import page

SHOWN = 200


@require_POST
@needs("web.use")
def trash(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Move a record to the trash; a toast offers to take it back for ten seconds."""
    _checked(request, type_key)
    known, record = found(request, type_key, pk, "delete")
    records.trash(NOUNS[type_key], [record], by=acting_user(request))
    told = _("“%s” is in the trash.") % TYPES[type_key].title(record)
    messages.success(request, told, extra_tags=reverse("records:restore", args=[type_key, pk]))
    return _go(request, known.list_url())


@require_POST
@needs("web.use")
def restore(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Take a record out of the trash."""
    _checked(request, type_key)
    record = in_trash(type_key, request.user).filter(pk=pk).first()
    if record is None:
        raise Http404
    records.restore(NOUNS[type_key], [record], by=acting_user(request))
    return _go(request, TYPES[type_key].url(pk))


@require_GET
@needs("web.use")
def trashed(request: HttpRequest, type_key: str) -> HttpResponse:
    """The trash of one type: the newest 200."""
    _checked(request, type_key)
    known = TYPES[type_key]
    rows = [
        _line(type_key, record, request.user) for record in in_trash(type_key, request.user)[:SHOWN]
    ]
    types = [
        {
            "label": TYPES[key].plural,
            "url": reverse("records:trashed", args=[key]),
            "active": key == type_key,
        }
        for key in PAGES
        if "deleted" in NOUNS[key].events and request.user.can(NOUNS[key].right("delete"))  # type: ignore[union-attr]
    ]
    facts: dict[str, Any] = {
        "tabs": types,
        "days": KEPT.days,
        "list_url": PAGES[type_key].list_url(),
    }
    return page(request, "fields/trash.html", rows=rows, known=known, **facts)


def _line(type_key: str, record: Any, user: Any) -> dict[str, Any]:
    left = KEPT - (timezone.now() - record.deleted_at)
    told = {"zone": user.zone, "language": user.language}
    return {
        "title": TYPES[type_key].title(record),
        "when": days.ago(record.deleted_at, timezone.now(), **told),
        "left": max(left.days, 0),
        "url": reverse("records:restore", args=[type_key, record.pk]),
    }


def _checked(request: HttpRequest, type_key: str) -> None:
    if type_key not in PAGES or "deleted" not in NOUNS[type_key].events:
        raise Http404
    right = NOUNS[type_key].right("delete")
    if not request.user.can(right):  # type: ignore[union-attr]
        refuse(request, right)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
