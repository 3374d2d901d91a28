"""A calendar on a CalDAV server as the engine sees it: by the server's mark, and files behind names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, ClassVar

from django.utils import timezone

from quen.work.calendar.dav import Server, address, path_of
from quen.work.calendar.entry import Entry
from quen.work.calendar.port import PRECONDITION, Changes, Failed, Found, Stored
from quen.work.calendar.reading import Unreadable, entries_in
from quen.work.calendar.writing import changed_in, file_of


@dataclass(frozen=True)
class DavCalendar:
    """`zone` is the one in which hours without a zone are meant."""

    server: Server
    zone: str
    own_moves_mark: ClassVar[bool] = True

    def calendars(self) -> list[dict[str, str]]:
        return self.server.calendars()

    def changes(self, calendar: str, mark: str, known: Mapping[str, str]) -> Changes:
        now = self.server.mark(calendar)
        if now and now == mark:
            return Changes(now)
        listing = self.server.listing(calendar)
        wanted = [href for href, etag in listing.items() if not etag or known.get(href) != etag]
        bodies = self.server.bodies(calendar, wanted)
        found = tuple(self._found(href, *one) for href, one in bodies.items())
        return Changes(now, found, there=frozenset(listing))

    def fetch(self, calendar: str, href: str) -> Found | None:
        one = self.server.bodies(calendar, [href]).get(href)
        return self._found(href, *one) if one else None

    def create(self, calendar: str, entry: Entry) -> Stored:
        name = f"{path_of(calendar)}{entry.uid.partition('@')[0]}.ics"
        href = path_of(address(calendar, name))
        try:
            return Stored(href, self.server.store(address(calendar, href), file_of([entry]), ""))
        except Failed as failed:
            stood = self.fetch(calendar, href) if failed.status == PRECONDITION else None
            if stood is None:
                raise
            return Stored(href, stood.etag, stood)

    def change(self, calendar: str, found: Found, facts: Mapping[str, Any]) -> str:
        body = changed_in(found.body, facts, timezone.now().astimezone(UTC))
        return self.server.store(address(calendar, found.href), body, found.etag)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        self.server.delete(address(calendar, href), etag)

    def _found(self, href: str, etag: str, body: bytes) -> Found:
        try:
            entries = tuple(one for one in entries_in(body, self.zone) if not one.todo)
        except Unreadable:
            entries = ()
        return Found(href, etag, entries, body)
