"""Entries as an iCalendar file (RFC 5545, invitations RFC 5546)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Todo, vCalAddress, vRecur, vText

from quen.work.calendar.entry import LONG_AGO, Entry, Person, When
from quen.work.calendar.reading import calendars_in, number_in

_CHANGED = {"title": "SUMMARY", "place": "LOCATION", "at": "DTSTART", "until": "DTEND"}
PRODUCT = "-//Quen//Quen//EN"


def file_of(entries: Iterable[Entry], *, method: str = "", name: str = "") -> bytes:
    """The entries as one file; `method` is REQUEST or CANCEL for invitations. The same entries give the
    same bytes."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    if method:
        calendar.add("METHOD", method)
    if name:
        calendar.add("X-WR-CALNAME", name)
        calendar.add("NAME", name)
    for entry in entries:
        calendar.add_component(_component(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def changed_in(body: bytes, facts: Mapping[str, Any], now: datetime) -> bytes:
    """The file of another program with its event changed as `facts` say (title, place, at and until): what
    else that program wrote stays. Raises reading.Unreadable."""
    calendar: Any = calendars_in(body)[0]
    for part in calendar.walk("VEVENT"):
        if "RECURRENCE-ID" in part:
            continue
        for key, name in _CHANGED.items():
            if key in facts:
                part.pop(name, None)
                part.add(name, facts[key])
        if "until" in facts:
            part.pop("DURATION", None)
        sequence = number_in(part, "SEQUENCE")
        for name, value in (("SEQUENCE", sequence + 1), ("DTSTAMP", now), ("LAST-MODIFIED", now)):
            part.pop(name, None)
            part.add(name, value)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _component(entry: Entry) -> Any:
    made = Todo() if entry.todo else Event()
    made.add("UID", entry.uid)
    made.add("DTSTAMP", (entry.changed_at or LONG_AGO).astimezone(UTC))
    made.add("SEQUENCE", entry.sequence)
    made.add("SUMMARY", entry.title)
    for key in ("place", "text", "url"):
        if value := getattr(entry, key):
            made.add({"place": "LOCATION", "text": "DESCRIPTION", "url": "URL"}[key], value)
    if entry.changed_at:
        made.add("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    _add_times(made, entry)
    _add_state(made, entry)
    _add_people(made, entry)
    if entry.alarm is not None:
        made.add_component(_alarm(entry))
    return made


def _add_times(made: Any, entry: Entry) -> None:
    if entry.starts is not None:
        made.add("DTSTART", _placed(entry.starts, entry.zone))
    if entry.ends is not None:
        made.add("DUE" if entry.todo else "DTEND", _placed(entry.ends, entry.zone))
    if entry.instance is not None:
        made.add("RECURRENCE-ID", _placed(entry.instance, entry.zone))
    if entry.rule:
        made.add("RRULE", vRecur.from_ical(entry.rule))
    for name, many in (("EXDATE", entry.gone), ("RDATE", entry.extra)):
        for when in many:
            made.add(name, _placed(when, entry.zone), parameters=_kind(when))


def _kind(when: When) -> dict[str, str]:
    return {} if isinstance(when, datetime) else {"VALUE": "DATE"}


def _placed(when: When, zone: str) -> When:
    if not isinstance(when, datetime):
        return when
    return when.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))


def _add_state(made: Any, entry: Entry) -> None:
    if entry.todo:
        made.add("STATUS", "COMPLETED" if entry.done_at else "NEEDS-ACTION")
        if entry.done_at:
            made.add("COMPLETED", entry.done_at.astimezone(UTC))
    if entry.cancelled:
        made["STATUS"] = vText("CANCELLED")
    if entry.private:
        made.add("CLASS", "PRIVATE")
    if entry.free and not entry.todo:
        made.add("TRANSP", "TRANSPARENT")


def _add_people(made: Any, entry: Entry) -> None:
    if entry.organizer:
        made["ORGANIZER"] = _address(entry.organizer)
    for one in entry.attendees:
        made.add("ATTENDEE", _address(one), encode=0)


def _address(one: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{one.mail}")
    if one.name:
        address.params["CN"] = vText(one.name)
    if one.answer:
        address.params["PARTSTAT"] = vText(one.answer)
        if one.answer == "NEEDS-ACTION":
            address.params["RSVP"] = vText("TRUE")
    return address


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", entry.title)
    alarm.add("TRIGGER", entry.alarm)
    return alarm
