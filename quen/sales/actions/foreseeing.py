"""Once a week what open deals look like is written down, for ever."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import DateField, Exists, F, Max, Min, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from quen.kit import rows
from quen.kit.calm import calm
from quen.kit.db import lock
from quen.kit.periods import week_start
from quen.kit.workspace import today
from quen.sales.models import Deal, Foreseen, Snapshot
from quen.sales.models.foreseen import NO_DAY

SEEN = ("amount", "currency", "due", "forecast", "stage_id", "probability")


SLICE = 1_000  # ids of deals; so many are written while others wait


def take_snapshot(day: date | None = None) -> Snapshot | None:
    """Write down the open deals of the week of `day` (today's); None where that was done or a later one.

    Only what differs from the snapshot before is written, in slices with a transaction each, so that nobody
    waits for long. One that was cut off is gone on with by the next call.
    """
    week = week_start(day or today())
    if _is_written(week):
        return None
    ends = Deal._base_manager.aggregate(first=Min("pk"), last=Max("pk"))
    for first in range(ends["first"] or 0, (ends["last"] or 0) + 1, SLICE):
        with calm():
            _write(week, Q(deal_id__gte=first, deal_id__lt=first + SLICE))
    return _finish(week)


def _is_written(week: date) -> bool:
    return Snapshot.objects.filter(week__gte=week).exists()


@transaction.atomic
def _write(week: date, within: Q) -> None:
    """Write down the deals of a slice. What an earlier try wrote of this week and stands no more makes room."""
    lock("forecast snapshot")
    if _is_written(week):
        return
    now = _open().annotate(deal_id=F("pk"))
    same: dict[str, Any] = {name: OuterRef(name) for name in SEEN}
    stands = Exists(now.filter(pk=OuterRef("deal_id"), **same))
    gone = Foreseen.objects.filter(within, ~stands, until=None)
    gone.filter(since=week).delete()
    gone.update(until=week)
    known = Exists(Foreseen.objects.filter(deal_id=OuterRef("pk"), until=None))
    fresh = now.filter(within).filter(~known).values_list("pk", *SEEN)
    rows.insert(Foreseen, ("deal_id", *SEEN, "since"), [(*row, week) for row in fresh])


@transaction.atomic
def _finish(week: date) -> Snapshot | None:
    lock("forecast snapshot")
    if _is_written(week):
        return None
    return Snapshot.objects.create(week=week, taken_at=timezone.now(), deals=_open().count())


def _open() -> Any:
    due = Coalesce(F("expected_close_on"), Value(NO_DAY), output_field=DateField())
    live: Any = Deal.objects.filter(deleted_at=None, state=Deal.State.OPEN).order_by()
    return live.annotate(due=due)
