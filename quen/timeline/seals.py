"""The hash chain over the log: made on the clock, verified by `quen doctor`."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from quen.kit.backup.values import local_column
from quen.kit.tasks import every, task
from quen.timeline.log import digest_of
from quen.timeline.models import Event, Seal

MOST = 10_000
# Transaction ids are PostgreSQL's own: after a restore its events count as closed long ago.
local_column("timeline_event", "transaction", postgresql=0)


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold: a seal or an event, and what is wrong in one sentence."""

    seal: int
    event: int | None
    why: str


@every(minutes=5)
@task()
def seal_events() -> None:
    """Seal what no open transaction can still come before."""
    while _seal_some():
        pass


@transaction.atomic
def _seal_some() -> bool:
    newest = Seal.objects.order_by("-last").first()
    after = newest.last if newest else 0
    rows = list(
        _closed(Event.objects.filter(pk__gt=after))
        .order_by("pk")
        .values_list("pk", "digest")[:MOST]
    )
    if not rows:
        return False
    previous = newest.hash if newest else ""
    Seal.objects.create(
        first=rows[0][0],
        last=rows[-1][0],
        count=len(rows),
        previous=previous,
        hash=_hash(previous, [digest for _, digest in rows]),
        made_at=timezone.now(),
    )
    return len(rows) == MOST


def _closed(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events older than every open transaction; SQLite has one writer, so any committed one."""
    if connection.vendor != "postgresql":
        return events
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        oldest = cursor.fetchone()[0]
    return events.filter(transaction__lt=oldest)


def broken(*, with_data: bool = True) -> Iterator[Broken]:
    """Walk the chain; yield every place where it does not hold."""
    previous = ""
    for seal in Seal.objects.order_by("last").iterator():
        if seal.previous != previous:
            yield Broken(seal.pk, None, "the seal before it was changed or taken away")
        events = Event.objects.filter(pk__gte=seal.first, pk__lte=seal.last).order_by("pk")
        digests = []
        for event in events.iterator(chunk_size=2000):
            digests.append(event.digest)
            if with_data and event.salt and digest_of(event) != event.digest:
                yield Broken(seal.pk, event.pk, "the event's content was changed")
        if len(digests) != seal.count or _hash(previous, digests) != seal.hash:
            yield Broken(seal.pk, None, "events were added, changed or taken away")
        previous = seal.hash


def _hash(previous: str, digests: list[str]) -> str:
    return hashlib.sha256("\n".join([previous, *digests]).encode()).hexdigest()
