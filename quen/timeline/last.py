"""The last-event projection: written with every event, rebuildable from links."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from quen.kit import rows
from quen.kit.rebuilding import rebuilds
from quen.timeline.models import EventLink, LastEvent

_NOTE = """
INSERT INTO timeline_lastevent (type, record_id, kind, at) VALUES {rows}
ON CONFLICT (type, record_id, kind) DO UPDATE SET at = excluded.at
WHERE excluded.at > timeline_lastevent.at
"""

_FILL = """
INSERT INTO timeline_lastevent (type, record_id, kind, at)
SELECT l.type, l.record_id, e.kind, MAX(l.at)
FROM timeline_eventlink l JOIN timeline_event e ON e.id = l.event_id
GROUP BY l.type, l.record_id, e.kind
"""


def note(kind: str, at: datetime, named: Iterable[tuple[str, int]]) -> None:
    """Remember that `kind` happened at `at` to each (type, id), unless something newer is known."""
    pairs = sorted(named)
    if not pairs:
        return
    moment = rows.moment(at)
    params = [value for key, pk in pairs for value in (key, pk, kind, moment)]
    marks = ", ".join(["(%s, %s, %s, %s)"] * len(pairs))
    with connection.cursor() as cursor:
        cursor.execute(_NOTE.format(rows=marks), params)


@transaction.atomic
def rebuild_of(type_key: str, ids: list[int]) -> None:
    """Make the rows of some records anew (after a merge, an unmerge or an erasure)."""
    LastEvent.objects.filter(type=type_key, record_id__in=ids).delete()
    _fill(EventLink.objects.filter(type=type_key, record_id__in=ids))


@rebuilds("last events")
@transaction.atomic
def rebuild() -> None:
    """Make the whole projection anew from links and events, inside the database."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM timeline_lastevent")
        cursor.execute(_FILL)


def _fill(links: QuerySet[EventLink]) -> None:
    newest = links.values("type", "record_id", "event__kind").annotate(newest=Max("at"))
    LastEvent.objects.bulk_create(
        (
            LastEvent(
                type=row["type"],
                record_id=row["record_id"],
                kind=row["event__kind"],
                at=row["newest"],
            )
            for row in newest.order_by().iterator(chunk_size=5000)
        ),
        batch_size=1000,
    )
