"""A customer books a meeting, moves it, and calls it off: strangers do it, so nothing known is shown or
changed, and the database alone decides who gets a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.days import business_day
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.workspace import workspace
from quen.people.actions.contacts import change_contact
from quen.people.actions.identifying import identify
from quen.people.models import Contact
from quen.timeline.kinds import GUEST
from quen.timeline.log import record
from quen.work import events
from quen.work.actions import inviting
from quen.work.actions.finishing import complete_task
from quen.work.actions.tasks import around_of, locked, planned, save, settle
from quen.work.booking import tokens
from quen.work.booking.asking import answers_in
from quen.work.booking.slots import hosts_of, slots_of
from quen.work.booking.turns import next_host
from quen.work.calendar.mails import mail_guest
from quen.work.calendar.planned import uid_of
from quen.work.models import Booking, BookingPage, Invitation, Task

REMINDED = timedelta(minutes=30)


class Taken(Refused):
    """Somebody else was faster, or the time was never free."""

    def __init__(self) -> None:
        super().__init__(_("This time has just been taken. Choose another one."), status=409)


@dataclass(frozen=True)
class Guest:
    """What a stranger typed; `uid` names the booking that comes of it, so that a form sent twice books once."""

    uid: str
    name: str
    email: str = ""
    phone: str = ""
    text: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    language: str = "vi"
    zone: str = "Asia/Ho_Chi_Minh"


@transaction.atomic
def book(page: BookingPage, kind_key: str, at: datetime, guest: Guest) -> Booking:
    """Book a free start for a guest. Raises Taken, and Refused with errors by field."""
    kind = page.kind(kind_key)
    if kind is None:
        raise Refused(_("Choose what the meeting is about."))
    answers = answers_in(page.questions, guest.answers)
    _check(guest)
    weights = _hold(page)
    if made := Booking.objects.filter(uid=guest.uid).first():
        return made
    host = _host_at(page, kind["minutes"], at, weights)
    contact = _contact_of(guest, answers, host)
    task = _meeting(page, kind, at, guest, host, contact)
    booking = Booking.objects.create(
        uid=guest.uid, page=page, task=task, kind=kind["key"], name=guest.name, email=guest.email,
        phone=guest.phone, answers=answers, language=guest.language, zone=guest.zone,
        created_at=timezone.now(),
    )  # fmt: skip
    told = events.MeetingBooked(task.title, at.isoformat(), task.place, source=page.slug)
    record(told, on=[task, *around_of(task)], via=GUEST)
    settle(task)
    _tell(booking, "sent")
    return booking


@transaction.atomic
def move_booking(booking: Booking, at: datetime) -> Booking:
    """Move a meeting to another free start: with the same colleague where they are free then, else with
    whoever's turn it is. Raises Taken, and Refused for what is over."""
    page = booking.page
    weights = _hold(page, booking.task.owner_id)
    task = _to_come(booking)
    if task.at == at:
        return booking
    before, kind = task.at, page.kind(booking.kind) or {"minutes": task.minutes}
    host = _host_at(page, kind["minutes"], at, weights, moving=booking)
    _place(task, at, host)
    save(task)
    told = events.MeetingMoved(task.title, at.isoformat(), before.isoformat() if before else "")
    record(told, on=[task, *around_of(task)], via=GUEST)
    settle(task)
    booking.task = task
    _tell(booking, "updated")
    return booking


@transaction.atomic
def cancel_booking(booking: Booking) -> Booking:
    """Call a meeting off. Raises Refused for what is over."""
    task = _to_come(booking)
    booking.task = complete_task(task, by=None, via=GUEST, outcome=Task.Outcome.CALLED_OFF)
    _tell(booking, "cancelled")
    return booking


def link_to(booking: Booking) -> str:
    """The address under which the customer moves the meeting or calls it off."""
    token = tokens.link_of(booking.uid)
    return settings.BASE_URL + reverse("work:booking", args=[token])


def _check(guest: Guest) -> None:
    errors = {}
    if not guest.name.strip() or len(guest.name) > 200:
        errors["name"] = _("Write your name.")
    if not guest.email and not guest.phone:
        errors["phone"] = _("Leave a phone number or a mail address.")
    if errors:
        raise Refused(next(iter(errors.values())), errors=errors)


def _hold(page: BookingPage, also: int | None = None) -> dict[int, int]:
    """Lock everybody who may take it, in one order, so that bookings of the same person come one after the
    other; gives their weights. On SQLite the transaction holds the only write lock by itself."""
    weights = hosts_of(page)
    ids = sorted({*weights, also} - {None})  # type: ignore[type-var]
    rows = User.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))
    return weights


def _host_at(
    page: BookingPage,
    minutes: int,
    at: datetime,
    weights: dict[int, int],
    *,
    moving: Booking | None = None,
) -> User:
    day = business_day(at, workspace().zone)
    task = moving.task if moving else None
    slots = slots_of(page, minutes, day, day, hosts=weights, but=task)
    free = next((slot.hosts for slot in slots if slot.at == at), ())
    if not free:
        raise Taken
    stays = task is not None and task.owner_id in free
    chosen = task.owner_id if task and stays else next_host(page, free, weights, but=moving)
    host: User = User.objects.get(pk=chosen)
    return host


def _contact_of(guest: Guest, answers: dict[str, Any], host: User) -> Contact:
    """Who books. What is known already stays as it is: the answers stand with the booking (SR-35)."""
    given = [
        (kind, value) for kind, value in (("email", guest.email), ("phone", guest.phone)) if value
    ]
    try:
        for kind, value in given:
            if known := identify(kind, value, by=host, make=False):
                return known
        made = identify(*given[0], by=host, name=guest.name, source="booking")
    except ValueError as error:
        raise Refused(str(error), errors={given[0][0]: str(error)}) from error
    assert made is not None  # noqa: S101 - `make` is on
    facts = {**answers, "language": guest.language, **dict(given[1:])}
    mine = {k: v for k, v in facts.items() if host.may_write_field(f"contact.{k}")}
    return change_contact(made, mine, by=host, via=GUEST) if mine else made


def _meeting(
    page: BookingPage,
    kind: dict[str, Any],
    at: datetime,
    guest: Guest,
    host: User,
    contact: Contact,
) -> Task:
    title = f"{kind['name']}: {one_line(clean(guest.name)).strip()}"[:200]
    facts = {"at": at, "minutes": kind["minutes"], "place": page.place, "text": guest.text}
    task = planned(title, "meeting", host, {**facts, "remind_at": at - REMINDED})
    task.type, task.record_id = "contact", contact.pk
    task.save()
    return task


def _place(task: Task, at: datetime, host: User) -> None:
    task.owner, task.team_id = host, host.team_id
    task.at, task.due_on = at, business_day(at, host.zone)
    task.remind_at = at - timedelta(seconds=task.remind_before or 0)


def _to_come(booking: Booking) -> Task:
    task = locked(booking.task)
    if task.done_at or task.at is None or task.at <= timezone.now():
        raise Refused(_("This meeting is over or was called off. Book a new one."))
    return task


def _tell(booking: Booking, how: str) -> None:
    """Confirm by mail, where there is an address: the entry in the customer's calendar follows."""
    task, invitation = booking.task, inviting.standing(booking.task)
    if how == "sent" and booking.email:
        facts = {"name": booking.name, "language": booking.language, "zone": booking.zone}
        invitation = inviting.begin(task, booking.email, contact=None, **facts)
    elif invitation:
        (inviting.end if how == "cancelled" else inviting.renew)(task, invitation)
    if invitation:
        mail_guest(task, invitation, how, link="" if how == "cancelled" else link_to(booking))


def invitation_for(booking: Booking) -> Invitation:
    """How the meeting is named in the customer's calendar, also where no mail was sent; stores nothing."""
    task = booking.task
    found = Invitation.objects.filter(task=task).first()
    return found or Invitation(
        task=task, uid=uid_of(task), sequence=task.version, address=booking.email, name=booking.name
    )
