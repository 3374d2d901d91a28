"""A record that somebody has just made settles before readers hear of it (product.md, 6.2)."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from quen.timeline.models import Delivery, EventLink

SETTLES_AFTER = timedelta(seconds=60)


def hold_back(type_key: str, record_id: int) -> int:
    """Let readers wait a minute for what is told of a record so far; gives how many deliveries wait.

    Belongs in the transaction that made the record.
    """
    return _waiting(type_key, record_id).update(due_at=timezone.now() + SETTLES_AFTER)


def settle(type_key: str, record_id: int) -> int:
    """Let them hear of it now: whoever made it has left it."""
    waiting = _waiting(type_key, record_id).filter(due_at__gt=timezone.now())
    return waiting.update(due_at=timezone.now())


def _waiting(type_key: str, record_id: int) -> QuerySet[Delivery]:
    """Deliveries that nobody has tried yet."""
    events = EventLink.objects.filter(type=type_key, record_id=record_id).values("event_id")
    return Delivery.objects.filter(event_id__in=events, done_at=None, stuck_at=None, tries=0)
