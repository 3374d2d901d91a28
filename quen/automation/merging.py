"""Runs and questions follow the record they are about."""

from typing import Any

from django.utils import timezone

from quen.automation.models import Ask, Ear, Run
from quen.fields.merging.follows import Moving, follows, stays, taken_by, unites


def declare() -> None:
    """Declare them (once, at start)."""
    taken_by(Run, ("record_id",), _runs)
    unites(Ear, "record_id", type_column="type", same=("run_id",))
    follows(Ask, "record_id", type_column="type")
    stays(Ask, "topic_id", why="the id of what an approval is for, no pointer at a record")


def _runs(moving: Moving) -> None:
    """A flow goes through the survivor once: of two that run, the survivor's own goes on."""
    rows = Run.objects.select_for_update().filter(type=moving.type)
    there = set(rows.live().filter(record_id=moving.survivor.pk).values_list("flow", flat=True))
    for row in rows.filter(record_id__in=moving.ids).order_by("pk"):
        ends: dict[str, Any] = {}
        if row.is_live and row.flow in there:
            ends = {"done_at": timezone.now(), "due_at": None, "stuck_at": None, "state": Run.State.STOPPED}  # fmt: skip
        elif row.is_live:
            there.add(row.flow)
        moving.ledger.hand_over(row, "record_id", record_id=moving.survivor.pk, **ends)
