"""The log's writing door. Only actions come through it."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from quen.kit import rows
from quen.kit.records import type_of
from quen.timeline import last
from quen.timeline.kinds import KINDS, data_of
from quen.timeline.models import Delivery, Event, EventLink
from quen.timeline.readers import interested

MOST_LINKS = 500
MOST_NEIGHBOURS = 4  # the run behind a bulk change, and the like
DEEPEST = 8

_STORED = (
    "kind at stored_at actor_id via subject_type subject_id data because_id depth salt digest".split()  # noqa: SIM905
)
_STORE = (
    f'INSERT INTO timeline_event ({", ".join(_STORED)}, "transaction") '  # noqa: S608
    f"VALUES ({', '.join(['%s'] * len(_STORED))}, {{transaction}}) RETURNING id"
)
# PostgreSQL's transaction id, so that the sealer knows which events may still be followed.
_TRANSACTION = {"postgresql": "pg_current_xact_id()::text::bigint", "sqlite": "NULL"}
_LINK = ("event_id", "type", "record_id", "at", "data")
_DELIVERY = ("event_id", "reader", "due_at", "tries", "fence", "owner", "error")

_unheard: ContextVar[bool] = ContextVar("unheard", default=False)
_cause: ContextVar[Event | None] = ContextVar("cause", default=None)
_touch: dict[str, Callable[[Sequence[int], datetime], None]] = {}


class TooDeep(RuntimeError):
    """A chain of events caused by events went beyond eight; it stops here (law 8)."""


@contextmanager
def unheard() -> Iterator[None]:
    """Inside the block, readers that act (rules, webhooks, notices) do not hear of events; those that keep
    projections right still do."""
    token = _unheard.set(True)
    try:
        yield
    finally:
        _unheard.reset(token)


@contextmanager
def caused_by(event: Event | None) -> Iterator[None]:
    """Inside the block, events name this one as their cause (law 8)."""
    token = _cause.set(event)
    try:
        yield
    finally:
        _cause.reset(token)


def touched(type_key: str) -> Callable[[Any], Any]:
    """Lend what moves a record's last activity: `touch(ids, at)`."""

    def lend(touch: Callable[[Sequence[int], datetime], None]) -> Any:
        _touch[type_key] = touch
        return touch

    return lend


def record(
    happening: Any,
    *,
    on: Iterable[Model | None],
    by: Any = None,
    via: str = "",
    at: datetime | None = None,
    because: Event | None = None,
    settle: timedelta = timedelta(0),
    per_record: dict[int, dict[str, Any]] | None = None,
) -> Event:
    """Write one event, its links and its deliveries, in the transaction of the change it tells of.

    `on` names the records, the subject first; `per_record` maps ids of the subject's type to what
    differs for each (bulk). `at` is when it happened (default now), `settle` lets readers wait.
    Raises RuntimeError outside a transaction or with over 500 records, TooDeep after 8 causes.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs in the transaction of the change it tells of")
    records = [it for it in on if it is not None]
    if len(records) > MOST_LINKS + MOST_NEIGHBOURS:
        raise RuntimeError(f"{len(records)} records in one event; at most {MOST_LINKS}")
    written = _event(happening, records, by, via or _via(by), at, because or _cause.get())
    _store(written)
    _link(written, records, per_record or {})
    _deliver(written, settle)
    return written


def _event(
    happening: Any,
    records: list[Model],
    by: Any,
    via: str,
    at: datetime | None,
    because: Event | None,
) -> Event:
    depth = because.depth + 1 if because else 0
    if depth > DEEPEST:
        raise TooDeep(happening.kind)
    now = timezone.now()
    made = Event(
        kind=happening.kind,
        at=at or now,
        stored_at=now,
        actor_id=by.pk if by is not None else None,
        via=via,
        subject_type=type_of(records[0]) if records else "",
        subject_id=records[0].pk if records else None,
        data=data_of(happening),
        because_id=because.pk if because else None,
        depth=depth,
        salt=secrets.token_hex(16),
    )
    made.digest = digest_of(made)
    return made


def digest_of(event: Any) -> str:
    """SHA-256 over salt, kind, time, actor, subject and data; what the seals chain."""
    told = [
        event.salt,
        event.kind,
        event.at.isoformat(),
        event.actor_id,
        event.subject_type,
        event.subject_id,
        event.data,
    ]
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _store(made: Event) -> None:
    """Insert the event in plain SQL: saving the model would cost half of all that record() costs."""
    values = rows.ready(Event, _STORED, [getattr(made, name) for name in _STORED])
    with connection.cursor() as cursor:
        cursor.execute(_STORE.format(transaction=_TRANSACTION[connection.vendor]), values)
        made.pk = cursor.fetchone()[0]
    made._state.adding = False


def _link(written: Event, records: list[Model], per_record: dict[int, dict[str, Any]]) -> None:
    named = dict.fromkeys((type_of(it), it.pk) for it in records)
    links = (
        (
            written.pk,
            key,
            pk,
            written.at,
            per_record.get(pk) if key == written.subject_type else None,
        )
        for key, pk in named
    )
    rows.insert(EventLink, _LINK, links)
    last.note(written.kind, written.at, named)
    _touch_all(written, named)


def _touch_all(written: Event, named: Iterable[tuple[str, int]]) -> None:
    if not KINDS[written.kind].activity:
        return
    for key, touch in _touch.items():
        if ids := [pk for type_key, pk in named if type_key == key]:
            touch(ids, written.at)


def _deliver(written: Event, settle: timedelta) -> None:
    due = written.stored_at + settle
    waiting = (
        (written.pk, name, due, 0, 0, "", "")
        for name in interested(written.kind, acting=not _unheard.get())
    )
    rows.insert(Delivery, _DELIVERY, waiting)


def _via(by: Any) -> str:
    return getattr(by, "via", "") or ("web" if by is not None else "system")
