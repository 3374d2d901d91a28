"""Events wake the runs that listen for them."""

from django.db.models import Q
from django.utils import timezone

from quen.automation.models import Ear, Run
from quen.timeline.models import Event


def wake(event: Event) -> int:
    """Let runs look at the log that wait for such an event on one of its records; gives how many.

    A run that is stuck stays so: a person gives it new tries.
    """
    ids: dict[str, list[int]] = {}
    for key, pk in event.links.values_list("type", "record_id"):
        ids.setdefault(key, []).append(pk)
    there = Q(pk__in=[])
    for key, pks in ids.items():
        there |= Q(type=key, record_id__in=pks)
    runs = Run.objects.live().filter(pk__in=Ear.objects.filter(there).values("run_id"))
    listening = [pk for pk, hears in runs.values_list("pk", "hears") if event.kind in hears.split()]
    due = Run.objects.live().filter(pk__in=listening, stuck_at=None)
    return due.update(due_at=timezone.now())
