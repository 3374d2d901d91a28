"""Sealing that waits as the worker does."""

import time

from quen.timeline import seals
from quen.timeline.models import Event, Seal


def seal_all(seconds: float = 90) -> None:
    """Seal until no event is left. PostgreSQL seals nothing younger than the oldest open transaction of
    the whole server, and that may belong to the tests that run beside this one in another database."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        seals.seal_events.func()
        last = Seal.objects.order_by("-last").values_list("last", flat=True).first()
        if not Event.objects.filter(pk__gt=last or 0).exists():
            return
        time.sleep(0.2)
    raise AssertionError("events stay unsealed")
