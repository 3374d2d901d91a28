"""What the settings of pipelines show."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.sales import staging
from quen.sales.models import Pipeline, Stage, Tally
from quen.sales.requirements import asks_anything


def lines(pipelines: Iterable[Pipeline]) -> list[dict[str, Any]]:
    """Pipelines with their stages, those on the boards first."""
    counts = _counts()
    told = [
        {
            "pk": it.pk,
            "label": it.label,
            "away": bool(it.removed_at),
            "stages": [_stage(stage, counts) for stage in staging.stages(it.pk)],
        }
        for it in pipelines
    ]
    return sorted(told, key=lambda one: bool(one["away"]))


def standing(stage: Stage) -> int:
    """How many open deals stand in a stage."""
    return _counts().get(stage.pk, 0)


def _counts() -> dict[int, int]:
    rows = Tally.objects.order_by().values("stage_id").annotate(n=Sum("count"))
    return {row["stage_id"]: row["n"] for row in rows}


def _stage(stage: Stage, counts: dict[int, int]) -> dict[str, Any]:
    return {
        "pk": stage.pk,
        "label": stage.label,
        "tone": {"won": "retain", "lost": ""}.get(stage.kind, "convert"),
        "editable": stage.kind == Stage.Kind.OPEN,
        "about": " · ".join(_about(stage, counts)),
        "goal": stage.goal_words,
    }


def _about(stage: Stage, counts: dict[int, int]) -> list[str]:
    if stage.kind != Stage.Kind.OPEN:
        return []
    found = [f"{stage.probability} %", str(stage.get_step_display())]
    deals = counts.get(stage.pk, 0)
    found.append(ngettext("%d deal", "%d deals", deals) % deals)
    if stage.rot_days:
        rot = ngettext("left alone after %d day", "left alone after %d days", stage.rot_days)
        found.append(rot % stage.rot_days)
    items = len(staging.items(stage.pk))
    if items:
        found.append(ngettext("%d line to do", "%d lines to do", items) % items)
    if asks_anything(stage):
        found.append(_("asks before a deal goes on"))
    return found
