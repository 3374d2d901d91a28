"""One watcher per web process: reads what changed twice a second and tells all open streams.

A stream holds no thread and asks no query: rights are checked here, in memory, against the owner and
team that a changed record has now. Ids can become visible late (law 6), so the watcher looks back ten
seconds and remembers what it has told.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from quen.accounts.models import User
from quen.kit.records import TYPES
from quen.timeline.models import EventLink
from quen.web.bells import Bells
from quen.web.present import Present

log = logging.getLogger(__name__)
POLL_SECONDS = 0.5
USERS_SECONDS = 5
LOOK_BACK = timedelta(seconds=10)
MOST = 2_000
Name = tuple[str, int]


@dataclass(eq=False)
class Stream:
    """One open page: who looks, and the names it asked for. None on the queue ends it.

    `looks` is false for who sees it through a colleague's eyes: that colleague is not here.
    """

    user: User
    records: frozenset[Name]
    lists: frozenset[str]
    loop: asyncio.AbstractEventLoop
    looks: bool = True
    queue: "asyncio.Queue[tuple[str, int] | None]" = field(default_factory=asyncio.Queue)

    def tell(self, names: str, last: int) -> None:
        """Put names on the queue from the watcher's thread."""
        self.loop.call_soon_threadsafe(self.queue.put_nowait, (names, last))

    def end(self) -> None:
        """Close the stream from the watcher's thread."""
        self.loop.call_soon_threadsafe(self.queue.put_nowait, None)


@dataclass(frozen=True)
class Place:
    """Whose a changed record is now."""

    owner: int | None
    team: int | None
    gone: bool = False


class Hub:
    """The streams of this process and the thread that feeds them."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.lock = threading.Lock()
        self.told: dict[int, float] = {}
        self.newest = 0
        self.thread: threading.Thread | None = None
        self.users_at = 0.0
        self.present = Present()
        self.bells = Bells()

    def join(self, stream: Stream) -> None:
        """Take a stream in; the first one starts the watcher."""
        with self.lock:
            self.streams.add(stream)
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="live", daemon=True)
                self.thread.start()

    def leave(self, stream: Stream) -> None:
        """Let a stream go; the watcher ends with the last one."""
        with self.lock:
            self.streams.discard(stream)

    def _run(self) -> None:
        self.start_here()
        while self.streams:
            try:
                self.poll()
                self.present.round(self.streams.copy())
            except Exception:
                log.exception("the live watcher missed a round")
            finally:
                close_old_connections()
            time.sleep(POLL_SECONDS)
        self.present.round(())
        close_old_connections()

    def start_here(self) -> None:
        """Forget the past: only what comes from now on is told."""
        newest = EventLink.objects.order_by("-pk").values_list("pk", flat=True).first()
        self.newest = newest or 0

    def poll(self) -> None:
        """One round: read what is new, check it for each stream, tell it."""
        self._refresh_users()
        self._ring()
        changed = self._changed()
        if not changed:
            return
        places = dict(places_of({name for _pk, name in changed}))
        last = max(pk for pk, _name in changed)
        for stream in list(self.streams):
            names = heard({name for _pk, name in changed}, places, stream)
            if names:
                stream.tell(",".join(sorted(names)), last)

    def _ring(self) -> None:
        """Whoever was given a notice, or has one that woke, hears "notices", whatever their page shows."""
        rung = self.bells.rung()
        for stream in list(self.streams):
            if stream.user.pk in rung and stream.looks:
                stream.tell("notices", 0)

    def _changed(self) -> list[tuple[int, Name]]:
        late = Q(pk__gt=self.newest) | Q(event__stored_at__gte=timezone.now() - LOOK_BACK)
        rows = EventLink.objects.filter(late, pk__gt=self.newest - MOST).order_by("-pk")
        fresh = [
            (pk, (key, record_id))
            for pk, key, record_id in rows.values_list("pk", "type", "record_id")[:MOST]
            if pk not in self.told
        ]
        now = time.monotonic()
        self.told |= {pk: now for pk, _name in fresh}
        self.told = {pk: at for pk, at in self.told.items() if at > now - 60}
        self.newest = max([self.newest, *(pk for pk, _name in fresh)])
        return fresh

    def _refresh_users(self) -> None:
        """Every 5 s: who was switched off is cut, who lost a right hears less."""
        if time.monotonic() < self.users_at:
            return
        self.users_at = time.monotonic() + USERS_SECONDS
        users = User.objects.active().in_bulk({s.user.pk for s in self.streams})
        for stream in list(self.streams):
            if stream.user.pk in users:
                stream.user = users[stream.user.pk]
            else:
                stream.end()
                self.leave(stream)


def heard(changed: Iterable[Name], places: dict[Name, Place], stream: Stream) -> set[str]:
    """The names this stream asked for and may hear."""
    names = set()
    for name in changed:
        exact, listed = name in stream.records, name[0] in stream.lists
        if (exact or listed) and may_hear(stream.user, name, places.get(name)):
            names |= {f"{name[0]}-{name[1]}"} if exact else set()
            names |= {f"{name[0]}s"} if listed else set()
    return names


def may_hear(user: User, name: Name, place: Place | None) -> bool:
    """visible_to for one record, in memory; what just went to the trash may be told, without content."""
    known = TYPES.get(name[0])
    if known is None or place is None:
        return False
    meta = known.model._meta
    reach = user.reach(f"{meta.app_label}.view_{meta.model_name}")
    if reach == "all":
        return True
    if reach in ("team", "tree") and user.team_id and place.team is not None:
        mine = user.team_tree() if reach == "tree" else [user.team_id]
        if place.team in mine:
            return True
    return (bool(reach) and place.owner == user.pk) or name[1] in user.shared_ids(name[0])


def places_of(names: Iterable[Name]) -> Iterator[tuple[Name, Place]]:
    wanted: dict[str, set[int]] = {}
    for key, pk in names:
        wanted.setdefault(key, set()).add(pk)
    for key, ids in wanted.items():
        known = TYPES.get(key)
        if known is None or not hasattr(known.model, "owner"):
            continue
        rows: Any = known.model._base_manager.filter(pk__in=ids)
        for pk, owner, team in rows.values_list("pk", "owner_id", "team_id"):
            yield (key, pk), Place(owner, team)


HUB = Hub()
