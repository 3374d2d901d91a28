"""Members of followed views are worked out by the worker: after a change, and now and again for rules
that lean on the clock ("in the last 14 days")."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from quen.fields.catalogue import catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.kept import depends_on_asker, forget_kept
from quen.fields.models import Following, Keeping, SavedView, ViewMember
from quen.kit import leases
from quen.kit.db import TooSlow, time_limit
from quen.kit.records import TYPES
from quen.timeline.models import EventLink

MOST = 50_000
LIMIT_MS = 20_000
BATCH = 1_000
# A view may take a fiftieth of a core: one that needs 0.8 s is worked out every 40 s at most.
SHARE, LEAST_SECONDS = 50, 2.0
STALE = timedelta(minutes=10)


class Everybody:
    """Asks without anybody's limits; whoever reads the members brings their own."""

    masked = False

    def may_read_field(self, field: str) -> bool:
        return True


def keep(keeping: Keeping) -> None:
    """Work out a view's members and write the differences. A rule that cannot be read keeps nothing."""
    at, began = timezone.now(), time.monotonic()
    found = _found(keeping)
    many = found is None or len(found) > MOST
    _write(keeping, set() if many or found is None else found, at)
    wait = max(LEAST_SECONDS, (time.monotonic() - began) * SHARE)
    Keeping.objects.filter(pk=keeping.pk).update(at=at, many=many, wait=wait)


def _found(keeping: Keeping) -> set[int] | None:
    try:
        with time_limit(LIMIT_MS):
            return set(_passing(keeping)[: MOST + 1])
    except (BadRule, TooSlow):
        return None


def _passing(keeping: Keeping) -> QuerySet[Any]:
    view, known = keeping.view, TYPES[keeping.view.type]
    asker: Any = keeping.user or Everybody()
    nodes = parse(view.filter, catalogue(view.type, asker))
    rows = known.visible_to(asker) if keeping.user else known.model._base_manager
    rows = rows.filter(deleted_at=None).order_by()
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    return rows.values_list("pk", flat=True)


def _write(keeping: Keeping, found: set[int], at: datetime) -> None:
    """What left and what came, some thousand to a transaction so that others hardly wait."""
    rows = ViewMember.objects.filter(keeping=keeping)
    kept = set(rows.values_list("record_id", flat=True))
    since = at if keeping.at and not keeping.many else None
    for gone in _batches(kept - found):
        rows.filter(record_id__in=gone).delete()
    for came in _batches(found - kept):
        fresh = [ViewMember(keeping=keeping, record_id=pk, since=since) for pk in came]
        ViewMember.objects.bulk_create(fresh, ignore_conflicts=True)


def _batches(ids: set[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[n : n + BATCH] for n in range(0, len(ordered), BATCH))


def start_keeping(view: SavedView) -> None:
    """Keep the members for each who follows the view, and for nobody else."""
    active = Following.objects.filter(Q(pinned=True) | Q(mailed=True), view=view)
    users = set(active.filter(user__is_active=True).values_list("user_id", flat=True))
    wanted: set[int | None] = set(users) if depends_on_asker(view.filter) else set()
    if users and not wanted:
        wanted = {None}
    for one in Keeping.objects.filter(view=view):
        if one.user_id not in wanted:
            one.delete()
        wanted.discard(one.user_id)
    Keeping.objects.bulk_create(
        Keeping(view=view, user_id=pk, due_at=timezone.now()) for pk in sorted(wanted, key=str)
    )
    forget_kept()


def start_over(view: SavedView) -> None:
    """A view that asks for something else now: what was kept is none of it."""
    Keeping.objects.filter(view=view).delete()
    start_keeping(view)


def note_change(event_id: int) -> None:
    """Something happened: views over the types of its records are worked out anew, soon."""
    types = EventLink.objects.filter(event_id=event_id).values("type")
    rows = Keeping.objects.filter(view__type__in=set(types.values_list("type", flat=True)))
    rows.update(changed_at=timezone.now())
    _arm(rows)


def arm_late() -> None:
    """The clock: what changed while it was worked out, and what has not been looked at for long."""
    _arm(Keeping.objects.filter(Q(changed_at__gt=F("at")) | Q(at__lt=timezone.now() - STALE)))


@transaction.atomic
def _arm(rows: QuerySet[Keeping]) -> None:
    idle = rows.filter(due_at=None, stuck_at=None)
    for one in idle.filter(at__isnull=False).only("at", "wait"):
        soon = max(timezone.now(), one.at + timedelta(seconds=one.wait))  # type: ignore[operator]
        Keeping.objects.filter(pk=one.pk, due_at=None).update(due_at=soon, done_at=None, tries=0)


leases.work("views", model=Keeping, do=keep, inside=lambda row: False, batch=5, lane="views")
