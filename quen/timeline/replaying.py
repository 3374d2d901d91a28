"""Letting a reader hear of the past again, after a mended fault or for a reader that is new."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from quen.timeline.kinds import KINDS, fits
from quen.timeline.models import Delivery, Event
from quen.timeline.readers import READERS

STEP = 1_000


def replay(reader: str, *, since: datetime | None = None) -> int:
    """Plan deliveries of past events to a reader anew; gives how many. Raises LookupError.

    Events that wait for this reader already are left as they are; those it has heard are heard again,
    so only readers that bear a repetition are replayed.
    """
    known = READERS[reader]
    kinds = [k for k in KINDS if fits(k, known.kinds)]
    events = Event.objects.filter(kind__in=kinds)
    if since is not None:
        events = events.filter(stored_at__gte=since)
    planned, after = 0, 0
    while ids := list(
        events.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:STEP]
    ):
        planned += _plan(reader, ids)
        after = ids[-1]
    return planned


@transaction.atomic
def _plan(reader: str, ids: list[int]) -> int:
    now = timezone.now()
    rows = Delivery.objects.filter(reader=reader, event_id__in=ids)
    known = set(rows.values_list("event_id", flat=True))
    ended = rows.filter(Q(done_at__isnull=False) | Q(stuck_at__isnull=False))
    again = ended.update(due_at=now, done_at=None, stuck_at=None, tries=0, error="")
    fresh = [Delivery(event_id=pk, reader=reader, due_at=now) for pk in ids if pk not in known]
    Delivery.objects.bulk_create(fresh)
    return again + len(fresh)
