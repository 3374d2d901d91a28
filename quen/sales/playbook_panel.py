"""The playbook beside a deal: the goal of its stage, what to say, what to do, and the next step."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from quen.accounts.visibility import may
from quen.sales import staging
from quen.sales.models import Deal, PlaybookItem, Stage, Tick
from quen.sales.requirements import lacks


def playbook(deal: Deal, user: Any) -> dict[str, Any] | None:
    """What this stage is for; nothing for a closed deal, or for a stage without a playbook."""
    stage = staging.stage(deal.stage_id)
    if stage is None or not deal.is_open:
        return None
    items = staging.items(stage.pk)
    done = set(Tick.objects.filter(deal=deal, item__in=items).values_list("item_id", flat=True))
    editable = may(deal, user, "change")
    lines = [_line(deal, item, item.pk in done, editable) for item in items]
    missing = _missing(deal, stage)
    if not (lines or stage.goal or stage.script or missing):
        return None
    return {
        "stage": stage.label,
        "goal": stage.goal_words,
        "script": stage.script_words,
        "lines": lines,
        "missing": missing,
        **_next(deal, stage, [item for item in items if item.pk not in done], missing, editable),
    }


def _line(deal: Deal, item: PlaybookItem, done: bool, editable: bool) -> dict[str, Any]:
    route = "sales:item_untick" if done else "sales:item_tick"
    return {
        "label": item.label,
        "done": done,
        "required": item.required,
        "document": item.kind == PlaybookItem.Kind.DOCUMENT,
        "url": reverse(route, args=[deal.pk, item.pk]) if editable else "",
    }


def _missing(deal: Deal, stage: Stage) -> str:
    """Fields and the rule that hold the deal back; items stand in the list by themselves."""
    found = [one for one in lacks(deal, _after(stage)) if one.stage.pk == stage.pk]
    words = [str(f.label) for one in found for f in one.fields]
    return ", ".join([*words, *(one.rule for one in found if one.rule)])


def _after(stage: Stage) -> Stage:
    later = [s for s in staging.stages(stage.pipeline_id) if s.position > stage.position]
    return next((s for s in later if s.kind != Stage.Kind.LOST), stage)


def _next(
    deal: Deal, stage: Stage, undone: list[PlaybookItem], missing: str, editable: bool
) -> dict[str, Any]:
    """The next step in one sentence, for somebody who is new."""
    if undone:
        return {"next": _("Next: %s") % undone[0].label}
    if missing:
        return {"next": _("Next: fill in %s") % missing}
    after = _after(stage)
    url = f"{reverse('sales:deal_go', args=[deal.pk])}?stage={after.pk}" if editable else ""
    return {"next": _("All done here."), "go_url": url, "go": after.label}
