"""What another calendar, of whatever kind, does for the one engine that keeps both sides the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise

from quen.work.calendar.entry import Entry

PRECONDITION = 412
FORBIDDEN = 403


class Failed(Exception):
    """The other side did not do what was asked; `sentence` is for people, `status` its answer (0: none,
    412: the event has changed, 403: not allowed), `wait` the seconds for which it asks to be left alone."""

    def __init__(self, sentence: str | Promise, status: int = 0, wait: int = 0) -> None:
        super().__init__(str(sentence))
        self.sentence, self.status, self.wait = sentence, status, wait


class ConsentLost(Failed):
    """The colleague's permission does not hold any more: only they can give it anew."""


@dataclass(frozen=True)
class Found:
    """An event as it stands there under the name `href`: itself, and single ones of its series. `body` is
    the file where it is kept as one."""

    href: str
    etag: str
    entries: tuple[Entry, ...]
    body: bytes = b""

    @property
    def title(self) -> str:
        """What it is called; empty where it cannot be read."""
        return self.entries[0].title if self.entries else ""


@dataclass(frozen=True)
class Changes:
    """What is new or other there since a mark, and the mark for the next time. `there` names all that
    stands there where everything was listed, or everything of the days `since` to `until`; else `gone` names
    what was deleted since."""

    mark: str
    found: tuple[Found, ...] = ()
    gone: frozenset[str] = frozenset()
    there: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Stored:
    """How a new event is called there. `stood` is the one that had its place already, so nothing was
    stored."""

    href: str
    etag: str
    stood: Found | None = None


class OtherCalendar(Protocol):
    """All of these may raise Failed. `own_moves_mark` says that the mark of a listing does not tell of
    what we store after it, and so cannot be trusted when we did."""

    own_moves_mark: ClassVar[bool]

    def calendars(self) -> list[dict[str, str]]:
        """{"url", "name"} of every calendar that holds events and that may be written to."""

    def changes(self, calendar: str, mark: str, known: Mapping[str, str]) -> Changes:
        """What changed since `mark`, everything where it is empty or too old; what has the etag that is
        `known` of it may be left out."""

    def fetch(self, calendar: str, href: str) -> Found | None:
        """One event as it stands there now; None where it is gone."""

    def create(self, calendar: str, entry: Entry) -> Stored:
        """Store a new event; asked again after an answer that was lost, it makes no second one."""

    def change(self, calendar: str, found: Found, facts: Mapping[str, Any]) -> str:
        """Change title, place, at and until of an event, unless it is another by now (412); gives its
        etag."""

    def delete(self, calendar: str, href: str, etag: str) -> None:
        """Delete an event unless it is another by now (412); one that is gone is fine."""
