"""Once a week what open deals look like is written down, for ever."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import DateField, Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from quen.kit import rows
from quen.kit.db import lock
from quen.kit.periods import week_start
from quen.kit.workspace import today
from quen.sales.models import Deal, Foreseen, Snapshot
from quen.sales.models.foreseen import NO_DAY

SEEN = ("amount", "currency", "due", "forecast", "stage_id", "probability")


@transaction.atomic
def take_snapshot(day: date | None = None) -> Snapshot | None:
    """Write down the open deals of the week of `day` (today's); None where that was done or a later one.

    Only what differs from the snapshot before is written.
    """
    lock("forecast snapshot")
    week = week_start(day or today())
    if Snapshot.objects.filter(week__gte=week).exists():
        return None
    now = _open()
    same: dict[str, Any] = {name: OuterRef(name) for name in SEEN}
    stands = Exists(now.filter(pk=OuterRef("deal_id"), **same))
    Foreseen.objects.filter(~stands, until=None).update(until=week)
    known = Exists(Foreseen.objects.filter(deal_id=OuterRef("pk"), until=None))
    fresh = now.filter(~known).values_list("pk", *SEEN)
    columns = ("deal_id", *SEEN, "since")
    rows.insert(Foreseen, columns, ((*row, week) for row in fresh.iterator(5_000)))
    return Snapshot.objects.create(week=week, taken_at=timezone.now(), deals=now.count())


def _open() -> Any:
    due = Coalesce(F("expected_close_on"), Value(NO_DAY), output_field=DateField())
    live: Any = Deal.objects.filter(deleted_at=None, state=Deal.State.OPEN).order_by()
    return live.annotate(due=due)
