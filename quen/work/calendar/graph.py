"""A Microsoft 365 or Outlook calendar (Graph v1.0) as the engine sees it: a view of 400 days and what changes
in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import quote

from quen.kit.text import clean, one_line
from quen.work.calendar.entry import Entry, When
from quen.work.calendar.google import window
from quen.work.calendar.planned import whole_uid
from quen.work.calendar.port import Changes, Failed, Found, Stored
from quen.work.calendar.reading import LONGEST
from quen.work.calendar.rest import CONFLICT, GONE, MISSING, MOST_PAGES, Api

OURS = "quen-"
# Hours in UTC, pages of this size, and names that stay when an event moves to another calendar.
PREFER = {"Prefer": 'outlook.timezone="UTC", odata.maxpagesize=200, IdType="ImmutableId"'}
_FREE = ("free", "workingElsewhere")
_PRIVATE = ("personal", "private", "confidential")


@dataclass(frozen=True)
class GraphCalendar:
    """`calendar` is the id of one; our own events are known by their transactionId, which Graph gives back."""

    api: Api
    own_moves_mark: ClassVar[bool] = False

    def calendars(self) -> list[dict[str, str]]:
        rows, _end = self._pages("/me/calendars")
        return [
            {"url": str(one["id"]), "name": one_line(clean(str(one.get("name") or one["id"])))}
            for one in rows
            if one.get("canEdit", True)
        ]

    def changes(self, calendar: str, mark: str, known: Mapping[str, str]) -> Changes:
        since, until = window()
        try:
            rows, delta = self._pages(mark or _view(calendar, since, until))
        except Failed as failed:
            if failed.status != GONE or not mark:
                raise
            return self.changes(calendar, "", known)
        gone = frozenset(str(one["id"]) for one in rows if "@removed" in one)
        masters = {one["id"]: one for one in rows if one.get("type") == "seriesMaster"}
        standing = [one for one in rows if one["id"] not in gone and one["id"] not in masters]
        found = tuple(self._whole(calendar, one, masters) for one in standing)
        there = None if mark else frozenset(one.href for one in found)
        return Changes(delta, found, gone, there, since, until)

    def fetch(self, calendar: str, href: str) -> Found | None:
        try:
            return _found(self.api.read(_event(calendar, href)))
        except Failed as failed:
            if failed.status in (MISSING, GONE):
                return None
            raise

    def create(self, calendar: str, entry: Entry) -> Stored:
        mark = f"{OURS}{entry.uid.partition('@')[0]}-{entry.sequence}"
        try:
            made = self.api.write("POST", f"{_path(calendar)}/events", _body(entry, mark))
        except Failed as failed:
            stood = self._standing(calendar, entry, mark) if failed.status == CONFLICT else None
            if stood is None:
                raise
            return Stored(stood.href, stood.etag, stood)
        return Stored(str(made["id"]), _etag(made))

    def change(self, calendar: str, found: Found, facts: Mapping[str, Any]) -> str:
        body: dict[str, Any] = {}
        if "title" in facts:
            body["subject"] = facts["title"]
        if "place" in facts:
            body["location"] = {"displayName": facts["place"]}
        if "at" in facts:
            body |= {"start": _told(facts["at"]), "end": _told(facts["until"]), "isAllDay": False}
        made = self.api.write("PATCH", _event(calendar, found.href), body, found.etag)
        return _etag(made)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        headers = {"If-Match": etag} if etag else {}
        try:
            self.api.call("DELETE", _event(calendar, href), None, headers)
        except Failed as failed:
            if failed.status not in (MISSING, GONE):
                raise

    def _standing(self, calendar: str, entry: Entry, mark: str) -> Found | None:
        """The event that an earlier call with the same mark has made."""
        rows, _end = self._pages(f"{_path(calendar)}/calendarView?{_between(entry.starts, entry.ends)}")  # fmt: skip
        return next((_found(one) for one in rows if one.get("transactionId") == mark), None)

    def _whole(
        self, calendar: str, one: dict[str, Any], masters: Mapping[str, Mapping[str, Any]]
    ) -> Found:
        """An event with what a page left out: of a series single ones have their hours alone."""
        if one.get("type") == "occurrence":
            return _found({**masters.get(str(one.get("seriesMasterId")), {}), **one})
        if "start" in one and "subject" in one:
            return _found(one)
        return self.fetch(calendar, str(one["id"])) or _found(one)

    def _pages(self, url: str) -> tuple[list[dict[str, Any]], str]:
        """All rows, and the address to ask for what changes after them."""
        rows: list[dict[str, Any]] = []
        for _n in range(MOST_PAGES):
            told = self.api.read(url)
            rows += told.get("value", [])
            if not told.get("@odata.nextLink"):
                return rows, str(told.get("@odata.deltaLink", ""))
            url = str(told["@odata.nextLink"])
        return rows, ""


def _path(calendar: str) -> str:
    return f"/me/calendars/{quote(calendar, safe='')}"


def _event(calendar: str, href: str) -> str:
    return f"{_path(calendar)}/events/{quote(href, safe='')}"


def _view(calendar: str, since: datetime, until: datetime) -> str:
    return f"{_path(calendar)}/calendarView/delta?{_between(since, until)}"


def _between(start: Any, end: Any) -> str:
    return f"startDateTime={_utc(start)}Z&endDateTime={_utc(end)}Z"


def _utc(at: Any) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def _told(at: Any) -> dict[str, str]:
    return {"dateTime": _utc(at), "timeZone": "UTC"}


def _body(entry: Entry, mark: str) -> dict[str, Any]:
    return {
        "subject": entry.title,
        "body": {"contentType": "text", "content": "\n\n".join(filter(None, (entry.text, entry.url)))},
        "start": _told(entry.starts),
        "end": _told(entry.ends),
        "location": {"displayName": entry.place},
        "transactionId": mark,
    }  # fmt: skip


def _etag(one: Mapping[str, Any]) -> str:
    key = one.get("changeKey")
    return str(one.get("@odata.etag") or (f'W/"{key}"' if key else ""))[:200]


def _found(one: Mapping[str, Any]) -> Found:
    entry = _entry(one)
    return Found(str(one["id"]), _etag(one), (entry,) if entry else ())


def _entry(one: Mapping[str, Any]) -> Entry | None:
    try:
        starts, ends = (_when(one[key], bool(one.get("isAllDay"))) for key in ("start", "end"))
        told = one.get("lastModifiedDateTime")
        changed = datetime.fromisoformat(f"{str(told)[:19]}+00:00") if told else None
    except (KeyError, ValueError, TypeError):
        return None
    alone = one.get("type", "singleInstance") == "singleInstance"
    return Entry(
        uid=_uid(one) if alone else str(one["id"])[:255],
        title=one_line(clean(str(one.get("subject") or ""))).strip()[:200],
        starts=starts,
        ends=ends,
        place=one_line(clean(str((one.get("location") or {}).get("displayName") or "")))[:200],
        text=clean(str(one.get("bodyPreview") or ""))[:LONGEST],
        instance=None if alone else starts,
        free=_is_free(one),
        private=one.get("sensitivity") in _PRIVATE,
        cancelled=bool(one.get("isCancelled")),
        changed_at=changed,
    )


def _uid(one: Mapping[str, Any]) -> str:
    """The UID under which it went there, or the one that Microsoft gave it."""
    told = str(one.get("transactionId") or "")
    if told.startswith(OURS):
        return whole_uid(told.removeprefix(OURS).rpartition("-")[0])
    return str(one.get("iCalUId") or one["id"])[:255]


def _when(told: Mapping[str, str], day: bool) -> When:
    at = datetime.fromisoformat(f"{told['dateTime'][:19]}+00:00")
    return at.date() if day else at


def _is_free(one: Mapping[str, Any]) -> bool:
    declined = (one.get("responseStatus") or {}).get("response") == "declined"
    return declined or one.get("showAs") in _FREE
