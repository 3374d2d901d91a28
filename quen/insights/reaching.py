"""How far the target behind a figure is reached, and whether that keeps pace with the days that have passed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.showing import Words
from quen.insights import showing
from quen.insights.measures import Measure, Value
from quen.insights.read_once import Read
from quen.insights.spans import Span
from quen.insights.targets import (
    Part,
    Targets,
    done,
    is_rate,
    may_have_targets,
    percent,
    reached,
    targets_of,
    whole_parts,
)
from quen.kit.workspace import workspace

BEHIND = 80  # percent of what was due by today, below which it is behind


@dataclass(frozen=True)
class Reach:
    """`planned` is what the whole span is to bring, in the company's currency; `reached` is in percent of
    that, `paced` in percent of what was due by today (None before the first day of a target)."""

    planned: Decimal
    reached: Decimal
    paced: Decimal | None

    @property
    def tone(self) -> str:
        """Good where all that was due is reached, bad far below, else neither."""
        if self.paced is None or BEHIND <= self.paced < 100:
            return ""
        return "good" if self.paced >= 100 else "bad"


def reach_of(measure: Measure, user: Any, span: Span, read: Read | None = None) -> Reach | None:
    """How far the target of a span is reached, as far as `user` sees targets; None without one."""
    if measure.is_now or not may_have_targets(measure):
        return None
    targets = targets_of(measure, user)
    parts = whole_parts(targets, span.first, span.last) if targets.parts else []
    planned = _planned(targets, parts, span.first, span.last)
    if not planned:
        return None
    got = _reached(targets, parts, span, read)
    if got is None:
        return None
    due = _planned(targets, parts, span.first, span.passed.last)
    return Reach(planned, percent(got, planned), percent(got, due) if due else None)


def stat_of(reach: Reach | None, measure: Measure, words: Words) -> dict[str, str]:
    """What a figure's box says of its target; nothing without one."""
    if reach is None:
        return {}
    money = measure.unit == "money"
    planned: Value = {workspace().currency: reach.planned} if money else reach.planned
    told = {
        "target": showing.short(measure, planned, words.language)[0],
        "percent": showing.percent(float(reach.reached) / 100, words.language),
    }
    return {"target": _("%(percent)s of the target %(target)s") % told, "target_tone": reach.tone}


def _planned(targets: Targets, parts: list[Part], first: date, last: date) -> Decimal:
    found = (targets.planned(part, first, last) or Decimal(0) for part in parts)
    return sum(found, Decimal(0))


def _reached(targets: Targets, parts: list[Part], span: Span, read: Read | None) -> Decimal | None:
    """What all parts did; None for a rate of nothing."""
    found = reached(
        targets,
        parts,
        (span.first, span.last),
        lambda first, last, by: done(targets.measure, targets.user, first, last, by, read),
    )
    return None if is_rate(targets.measure) and not found else sum(found.values(), Decimal(0))
