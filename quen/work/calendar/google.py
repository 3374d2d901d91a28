"""Google Calendar (API v3) as the engine sees it: changes since a sync token, series in single events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote
from zoneinfo import available_timezones

from django.utils import timezone
from django.utils.html import strip_tags

from quen.kit.text import clean, one_line
from quen.work.calendar.entry import Entry, When
from quen.work.calendar.port import Changes, Failed, Found, Stored
from quen.work.calendar.reading import LONGEST
from quen.work.calendar.rest import CONFLICT, GONE, MISSING, MOST_PAGES, Api

PAGE = "1000"
BEHIND, AHEAD = timedelta(days=1), timedelta(days=400)
OURS = "quen"
# What Google itself puts there (birthdays, where one works) keeps nobody busy.
_FREE = ("workingLocation", "birthday")


@dataclass(frozen=True)
class GoogleCalendar:
    """`calendar` is the id of one; the name of an event is its id, made of our own UID for ours."""

    api: Api
    own_moves_mark: ClassVar[bool] = False

    def calendars(self) -> list[dict[str, str]]:
        rows = self._pages("/users/me/calendarList", {"minAccessRole": "writer"})[0]
        return [
            {"url": str(one["id"]), "name": one_line(clean(str(one.get("summary") or one["id"])))}
            for one in rows
        ]

    def changes(self, calendar: str, mark: str, known: Mapping[str, str]) -> Changes:
        asked = {"singleEvents": "true", "maxResults": PAGE}
        since, until = window()
        try:
            rows, token = self._pages(_events(calendar), asked | _since(mark, since, until))
        except Failed as failed:
            if failed.status != GONE or not mark:
                raise
            return self.changes(calendar, "", known)
        standing = [one for one in rows if one.get("status") != "cancelled"]
        gone = frozenset(str(one["id"]) for one in rows if one.get("status") == "cancelled")
        found = tuple(_found(one) for one in standing)
        there = None if mark else frozenset(one.href for one in found)
        return Changes(token, found, gone, there, since, until)

    def fetch(self, calendar: str, href: str) -> Found | None:
        one = self._one(calendar, href)
        return _found(one) if one and one.get("status") != "cancelled" else None

    def create(self, calendar: str, entry: Entry) -> Stored:
        body = _body(entry)
        try:
            made = self.api.write("POST", _events(calendar), body)
        except Failed as failed:
            one = self._one(calendar, str(body["id"])) if failed.status == CONFLICT else None
            if one is None:
                raise
            if one.get("status") != "cancelled":
                return Stored(str(one["id"]), str(one.get("etag", "")), _found(one))
            # An id stays taken when its event is deleted: the same event comes back.
            anew = {**body, "status": "confirmed"}
            made = self.api.write("PATCH", _event(calendar, str(body["id"])), anew)
        return Stored(str(made["id"]), str(made.get("etag", "")))

    def change(self, calendar: str, found: Found, facts: Mapping[str, Any]) -> str:
        body: dict[str, Any] = {}
        for key, name in (("title", "summary"), ("place", "location")):
            if key in facts:
                body[name] = facts[key]
        if "at" in facts:
            # The day goes, where the event had no hours there: both at once are refused.
            times = {"start": facts["at"], "end": facts["until"]}
            body |= {key: {**_told(when), "date": None} for key, when in times.items()}
        made = self.api.write("PATCH", _event(calendar, found.href), body, found.etag)
        return str(made.get("etag", ""))

    def delete(self, calendar: str, href: str, etag: str) -> None:
        headers = {"If-Match": etag} if etag else {}
        try:
            self.api.call("DELETE", _event(calendar, href), None, headers)
        except Failed as failed:
            if failed.status not in (MISSING, GONE):
                raise

    def _one(self, calendar: str, href: str) -> dict[str, Any] | None:
        try:
            return self.api.read(_event(calendar, href))
        except Failed as failed:
            if failed.status in (MISSING, GONE):
                return None
            raise

    def _pages(self, url: str, asked: dict[str, str]) -> tuple[list[dict[str, Any]], str]:
        """All rows, and the token that the last page gives for the next time."""
        rows: list[dict[str, Any]] = []
        page: dict[str, str] = {}
        for _n in range(MOST_PAGES):
            told = self.api.read(url, **asked, **page)
            rows += told.get("items", [])
            if not told.get("nextPageToken"):
                return rows, str(told.get("nextSyncToken", ""))
            page = {"pageToken": str(told["nextPageToken"])}
        return rows, ""


def _events(calendar: str) -> str:
    return f"/calendars/{quote(calendar, safe='')}/events"


def _event(calendar: str, href: str) -> str:
    return f"{_events(calendar)}/{quote(href, safe='')}"


def window() -> tuple[datetime, datetime]:
    """The days that are looked at."""
    now = timezone.now().replace(microsecond=0)
    return now - BEHIND, now + AHEAD


def _since(mark: str, since: datetime, until: datetime) -> dict[str, str]:
    """A token goes alone; without one, a window is asked for, and the token keeps to it."""
    if mark:
        return {"syncToken": mark}
    return {"timeMin": since.isoformat(), "timeMax": until.isoformat()}


def _body(entry: Entry) -> dict[str, Any]:
    body: dict[str, Any] = {
        # Letters and digits of a hash are among those that ids may have.
        "id": entry.uid.partition("@")[0],
        "summary": entry.title,
        "description": entry.text,
        "location": entry.place,
        "start": _told(entry.starts),
        "end": _told(entry.ends),
        "extendedProperties": {"private": {OURS: entry.uid}},
    }
    if entry.url.startswith("http"):
        body["source"] = {"title": "Quen", "url": entry.url}
    return body


def _told(when: Any) -> dict[str, str]:
    zone = str(when.tzinfo)
    named = {"timeZone": zone} if zone in available_timezones() else {}
    return {"dateTime": when.isoformat(), **named}


def _found(one: Mapping[str, Any]) -> Found:
    entry = _entry(one)
    return Found(str(one["id"]), str(one.get("etag", ""))[:200], (entry,) if entry else ())


def _entry(one: Mapping[str, Any]) -> Entry | None:
    try:
        starts, ends = _when(one["start"]), _when(one["end"])
        changed = datetime.fromisoformat(one["updated"]) if one.get("updated") else None
    except (KeyError, ValueError, TypeError):
        return None
    # One of a series, or of a kind of Google's own, only keeps its hours busy.
    alone = not one.get("recurringEventId") and one.get("eventType", "default") == "default"
    ours = one.get("extendedProperties", {}).get("private", {}).get(OURS, "")
    return Entry(
        uid=str(ours or one.get("iCalUID") or one["id"])[:255] if alone else str(one["id"])[:255],
        title=one_line(clean(str(one.get("summary", "")))).strip()[:200],
        starts=starts,
        ends=ends,
        place=one_line(clean(str(one.get("location", "")))).strip()[:200],
        text=clean(strip_tags(str(one.get("description", ""))))[:LONGEST],
        instance=None if alone else starts,
        free=_is_free(one),
        private=one.get("visibility") in ("private", "confidential"),
        changed_at=changed,
    )


def _when(told: Mapping[str, str]) -> When:
    if "dateTime" in told:
        at = datetime.fromisoformat(told["dateTime"])
        if at.tzinfo is None:
            raise ValueError("an hour without a zone")
        return at
    return date.fromisoformat(told["date"])


def _is_free(one: Mapping[str, Any]) -> bool:
    declined = any(
        guest.get("self") and guest.get("responseStatus") == "declined"
        for guest in one.get("attendees", ())
    )
    return declined or one.get("transparency") == "transparent" or one.get("eventType") in _FREE
