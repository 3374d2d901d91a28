"""Booking pages in the settings: the list, making one, changing it, its link and QR code."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.accounts.visibility import may
from quen.kit.pages import needs
from quen.kit.render import page
from quen.work.actions import booking_pages as actions
from quen.work.booking.forms import BookingPageForm
from quen.work.models import BookingPage


@require_GET
@needs("work.view_bookingpage")
def booking_pages(request: HttpRequest) -> HttpResponse:
    """All that one may see."""
    rows = BookingPage.objects.visible_to(request.user).select_related("owner").order_by("title")
    lines = [
        {"pk": row.pk, "title": row.title, "link": _link(row), "open": row.is_open,
         "owner": row.owner.full_name}
        for row in rows[:200]
    ]  # fmt: skip
    may_add = acting_user(request).can("work.add_bookingpage")
    return page(request, "work/booking_pages.html", lines=lines, may_add=may_add)


@require_http_methods(["GET", "POST"])
@needs("work.add_bookingpage")
def booking_page_new(request: HttpRequest) -> HttpResponse:
    """Make one."""
    by = acting_user(request)
    form = BookingPageForm(_colleagues(by), by, data=request.POST or None)
    made = form.accepted(lambda **facts: actions.add_page(by=by, **_named(facts))) if request.POST else None  # fmt: skip
    if made is None:
        status = 422 if form.errors else 200
        return page(request, "work/booking_page.html", form=form, status=status)
    messages.success(request, _("The booking page stands."))
    return HttpResponseRedirect(reverse("work:booking_page", args=[made.pk]))


@require_http_methods(["GET", "POST"])
@needs("work.view_bookingpage")
def booking_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Its link, and what can be changed."""
    by = acting_user(request)
    row = get_object_or_404(_rows(by, "view"), pk=pk)
    form = BookingPageForm(_colleagues(by, row), by, row, data=request.POST or None)
    if not request.POST:
        return _shown(request, row, form)
    get_object_or_404(_rows(by, "change"), pk=pk)
    if form.accepted(lambda **facts: actions.change_page(row, by=by, **_named(facts))) is None:
        return _shown(request, row, form, 422)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("work:booking_page", args=[pk]))


def _rows(user: Any, action: str) -> Any:
    return BookingPage.objects.visible_to(user, action).prefetch_related("hosts__user")


def _shown(
    request: HttpRequest, row: BookingPage, form: BookingPageForm, status: int = 200
) -> HttpResponse:
    facts: dict[str, Any] = {
        "booking_page": row,
        "link": _link(row),
        "qr": segno.make(_link(row), error="m").svg_data_uri(scale=4, border=2),
        "may_change": may(row, request.user, "change"),
    }
    return page(request, "work/booking_page.html", form=form, status=status, **facts)


def _link(row: BookingPage) -> str:
    return settings.BASE_URL + reverse("work:book", args=[row.slug])


def _named(facts: dict[str, Any]) -> dict[str, Any]:
    """With an address, made of the name where none was given."""
    return {**facts, "slug": facts.get("slug") or actions.slug_of(facts.get("title", ""))}


def _colleagues(by: User, row: BookingPage | None = None) -> list[User]:
    """Whom this user may let take meetings, and those who do already."""
    rows = User.objects.visible_to(by).filter(is_active=True).order_by("full_name")
    there = [host.user_id for host in row.hosts.all()] if row else []
    return list(rows if by.can("work.assign_task") else rows.filter(pk__in=[by.pk, *there]))
