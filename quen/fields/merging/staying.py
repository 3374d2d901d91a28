"""History of stages, in which one row at a time is open: brought along by a merge, and put back by its undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from quen.fields.merging.follows import Moving


@dataclass(frozen=True)
class Staying:
    """`model` has a row for each stay, from `entered_at` to `left_at` (None: it goes on); `link` is its column of
    the record, `chosen` the field of which the merge page asks whose stage stands."""

    noun: str
    model: type[Model]
    link: str
    chosen: str

    def take(self, moving: Moving) -> None:
        """Stays come along; the one that goes on is that of the stage which was chosen."""
        if moving.type != self.noun:
            return
        source, survivor = moving.taken(self.chosen), moving.survivor.pk
        rows = self.model._default_manager
        if source.pk != survivor:
            for row in rows.filter(**{self.link: survivor, "left_at": None}):
                moving.ledger.change(row, left_at=moving.now)
        came: Any = rows.filter(**{f"{self.link}__in": moving.ids}).order_by("pk")
        for row in came:
            goes_on = row.left_at or getattr(row, self.link) == source.pk
            ends = row.left_at if goes_on else moving.now
            moving.ledger.hand_over(row, self.link, **{self.link: survivor, "left_at": ends})

    def settle(self, pk: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """What has moved on since does not come back to where it was."""
        if values.get("left_at", pk) is not None:
            return dict(values)
        rows = self.model._default_manager
        holder = values.get(self.link) or rows.values_list(self.link, flat=True).get(pk=pk)
        later: Any = rows.filter(**{self.link: holder, "left_at": None}).exclude(pk=pk).first()
        return {**values, "left_at": later.entered_at} if later else dict(values)
