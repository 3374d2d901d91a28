"""Pages for strangers: the address of a calendar, booking a meeting, moving it and calling it off."""

import hashlib
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.strangers import address_of, slow_down
from quen.kit.letterhead import issuer
from quen.kit.pages import public
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import workspace
from quen.work.actions import bookings
from quen.work.booking import shown, tokens
from quen.work.booking.forms import GuestForm
from quen.work.calendar.feed import calendar_of
from quen.work.calendar.mails import entry_for_guest
from quen.work.calendar.writing import file_of
from quen.work.care.courses import checklist, key_in
from quen.work.models import Booking, BookingPage, CareCourse, Feed

TYPE = "text/calendar; charset=utf-8"
look = require_http_methods(["GET", "HEAD"])


@look
@public("a calendar program fetches a colleague's calendar by its address", observes=True)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has this address; an address that has ended is like one that never was."""
    slow_down("feed", address_of(request), most=120, seconds=60)
    found = Feed.objects.for_token(token[:100]).select_related("user").first()
    if found is None:
        raise Http404
    body = calendar_of(found.user)
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type=TYPE, headers=headers)


@look
@public("a customer looks for a free time", observes=True)
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Kinds, days and free times; with a time in the address, the form."""
    row, asked = _open(request, slug), shown.asked_in(request.GET)
    _speak(asked.lang)
    if asked.at and row.kind(asked.kind):
        return _form(request, row, asked, GuestForm(row))
    return page(request, "work/book.html", **shown.choosing(row, asked, _base(row)))


@require_POST
@public("a customer books a free time")
def book_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Book; who was too slow sees what else is free."""
    row, asked = _open(request, slug), shown.asked_in(request.POST)
    _speak(asked.lang)
    form = GuestForm(row, data=request.POST)
    uid = tokens.uid_of_form(request.POST.get("uid", ""))
    if not uid or request.POST.get("website"):
        raise Refused(_("This form is too old. Open the page again."))
    if not form.is_valid():
        return _form(request, row, asked, form, 422)
    _few(request, row, form.cleaned_data)
    guest = _guest(uid, form, asked)
    return _booked(request, row, asked, form, guest)


def _booked(
    request: HttpRequest,
    row: BookingPage,
    asked: shown.Asked,
    form: GuestForm,
    guest: bookings.Guest,
) -> HttpResponse:
    try:
        if asked.at is None:
            raise bookings.Taken
        booking = bookings.book(row, asked.kind, asked.at, guest)
    except bookings.Taken as taken:
        facts = shown.choosing(row, asked, _base(row))
        return page(request, "work/book.html", status=409, problem=taken.message, **facts)
    except Refused as refused:
        form.refuse(refused.errors, str(refused.message))
        return _form(request, row, asked, form, 422)
    return HttpResponseRedirect(reverse("work:booking", args=[tokens.link_of(booking.uid)]))


@look
@public("a customer looks at their own booking by its signed link", observes=True, by_link=True)
def booking(request: HttpRequest, token: str) -> HttpResponse:
    """When and with whom; to move it or call it off."""
    found = _own(request, token)
    return page(request, "work/booking.html", token=token, **shown.booked(found))


@look
@public("a customer looks for another time for their own booking", observes=True, by_link=True)
def booking_times(request: HttpRequest, token: str) -> HttpResponse:
    """Other free times."""
    return _other_times(request, token, _own(request, token), shown.asked_in(request.GET))


@require_POST
@public("a customer moves their own booking by its signed link", by_link=True)
def booking_move(request: HttpRequest, token: str) -> HttpResponse:
    """Take another time."""
    found, asked = _own(request, token), shown.asked_in(request.POST)
    try:
        if asked.at is None:
            raise bookings.Taken
        bookings.move_booking(found, asked.at)
    except bookings.Taken as taken:
        return _other_times(request, token, found, asked, str(taken.message))
    return HttpResponseRedirect(reverse("work:booking", args=[token]))


@require_POST
@public("a customer calls off their own booking by its signed link", by_link=True)
def booking_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Call it off."""
    bookings.cancel_booking(_own(request, token))
    return HttpResponseRedirect(reverse("work:booking", args=[token]))


@look
@public("a customer takes their own booking into their calendar", observes=True, by_link=True)
def booking_file(request: HttpRequest, token: str) -> HttpResponse:
    """The meeting as a file for the customer's calendar."""
    found = _own(request, token)
    made = bookings.invitation_for(found)
    body = file_of([entry_for_guest(found.task, made, cancelled=bool(found.task.done_at))])
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(body, content_type=TYPE, headers=headers)


@look
@public(
    "a customer follows what is done for them by their signed link", observes=True, by_link=True
)
def care(request: HttpRequest, token: str) -> HttpResponse:
    """The checklist of their onboarding: what is done, in words that are meant for them."""
    slow_down("care", address_of(request), most=60, seconds=60)
    rows = CareCourse.objects.for_token(key_in(token)).select_related("run", "plan")
    found = rows.first()
    if found is None:
        raise Http404
    _speak(found.language)
    facts = checklist(found)
    return page(request, "work/care_public.html", title=found.plan.label, company=issuer(), **facts)


def _other_times(
    request: HttpRequest, token: str, found: Booking, asked: shown.Asked, problem: str = ""
) -> HttpResponse:
    base = reverse("work:booking_times", args=[token])
    facts = shown.choosing(found.page, asked, base, moving=found)
    facts |= {"moving": shown.booked(found), "token": token, "problem": problem}
    return page(request, "work/book.html", status=409 if problem else 200, **facts)


def _open(request: HttpRequest, slug: str) -> BookingPage:
    """The page of this address; a closed one is like one that never was."""
    slow_down("book", address_of(request), most=120, seconds=60)
    found: BookingPage | None = BookingPage.objects.for_token(slug).first()
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, token: str) -> Booking:
    slow_down("booking", address_of(request), most=60, seconds=60)
    rows = Booking.objects.for_token(token).select_related("page", "task__owner")
    found = rows.first()
    if found is None:
        raise Http404
    _speak(found.language)
    return found


def _few(request: HttpRequest, row: BookingPage, given: dict[str, Any]) -> None:
    """A stranger cannot fill a calendar, nor have mails sent to others without end (SR-34)."""
    slow_down("book-from", address_of(request), most=20, seconds=3600)
    slow_down("book-page", row.slug, most=300, seconds=3600)
    for key in ("email", "phone"):
        if given.get(key):
            slow_down("book-to", given[key].lower(), most=5, seconds=86400)


def _speak(language: str) -> None:
    if language:
        translation.activate(language)


def _base(row: BookingPage) -> str:
    return reverse("work:book", args=[row.slug])


def _guest(uid: str, form: GuestForm, asked: shown.Asked) -> bookings.Guest:
    language = translation.get_language() or workspace().language
    zone = asked.zone or workspace().zone
    return bookings.Guest(uid=uid, language=language[:2], zone=zone, **form.guest())


def _form(
    request: HttpRequest, row: BookingPage, asked: shown.Asked, form: GuestForm, status: int = 200
) -> HttpResponse:
    uid = request.POST.get("uid") or tokens.fresh()
    facts: dict[str, Any] = shown.chosen(row, asked, _base(row))
    return page(request, "work/book_form.html", status=status, form=form, uid=uid, **facts)
