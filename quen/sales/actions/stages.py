"""Stages of a pipeline and their playbooks are edited, put in order, and put away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import all_fields, in_language
from quen.fields.conditions import BadRule, parse
from quen.kit.refused import Refused
from quen.kit.tasks import task
from quen.kit.wording import worded
from quen.sales.actions.moving import move_deal
from quen.sales.actions.pipelines import MOST_STAGES, Spec, free_key, may_manage, told
from quen.sales.models import Deal, Pipeline, PlaybookItem, Stage
from quen.sales.requirements import everybody
from quen.sales.staging import forget_pipelines, stages

BATCH = 500
MOST_ITEMS = 20
_PLAIN = ("labels", "step", "probability", "rot_days", "goal", "script", "required_fields")


@transaction.atomic
def save_stage(
    pipeline: Pipeline,
    stage: Stage | None,
    *,
    by: User,
    labels: Mapping[str, str],
    step: str = "approach",
    probability: int = 0,
    rot_days: int | None = None,
    goal: Mapping[str, str] | None = None,
    script: Mapping[str, str] | None = None,
    required_fields: Sequence[str] = (),
    exit_rule: Mapping[str, Any] | None = None,
    items: Sequence[Spec] = (),
) -> Stage:
    """Add an open stage at the end of the open ones, or change one with its playbook.

    `items` are {"id" (none for a new one), "kind", "labels", "required"} in their order; what is left out
    is removed. Raises Refused with errors by name.
    """
    may_manage(by)
    wanted: dict[str, Any] = {
        "labels": worded(labels),
        "step": step,
        "probability": probability,
        "rot_days": rot_days,
        "goal": worded(goal or {}, most=300),
        "script": worded(script or {}, most=4000, lines=True),
        "required_fields": list(dict.fromkeys(required_fields)),
        "exit_rule": dict(exit_rule or {}),
    }
    _check(pipeline, stage, wanted, items)
    it = stage or _new(pipeline, wanted["labels"])
    before = {key: getattr(it, key) for key in wanted} if stage else dict.fromkeys(wanted)
    for key, value in wanted.items():
        setattr(it, key, value)
    it.save()
    _save_items(it, items)
    changes = {key: [before[key], value] for key, value in wanted.items() if before[key] != value}
    told(pipeline, changes or {"playbook": [None, it.label]}, by)
    return it


def _check(
    pipeline: Pipeline, stage: Stage | None, wanted: Mapping[str, Any], items: Sequence[Spec]
) -> None:
    """Raises Refused for what does not hold."""
    errors = {} if wanted["labels"] else {"labels": _("This is required.")}
    if wanted["step"] not in Stage.Step.values:
        errors["step"] = _("Choose one.")
    if not 0 <= wanted["probability"] <= 100:
        errors["probability"] = _("A probability is a whole number from 0 to 100.")
    if wanted["rot_days"] is not None and not 1 <= wanted["rot_days"] <= 365:
        errors["rot_days"] = _("Give a number of days from 1 to 365.")
    if unknown := set(wanted["required_fields"]) - set(all_fields("deal")):
        errors["required_fields"] = _("There is no such field: %s.") % ", ".join(sorted(unknown))
    try:
        parse(wanted["exit_rule"], everybody())
    except BadRule as error:
        errors["exit_rule"] = error.message
    if len(items) > MOST_ITEMS or not all(worded(one["labels"]) for one in items):
        errors["items"] = _("Give each line words, and at most %d lines.") % MOST_ITEMS
    if errors:
        raise Refused(_("The stage could not be saved."), errors=errors)
    if stage is None and len(_open_stages(pipeline)) >= MOST_STAGES:
        raise Refused(_("Give at least one stage and at most %d.") % MOST_STAGES)


def _new(pipeline: Pipeline, names: dict[str, str]) -> Stage:
    """A stage before those that end a deal, which make room for it."""
    last = max((one.position for one in _open_stages(pipeline)), default=-1)
    ends = pipeline.stages.filter(kind__in=("won", "lost"), removed_at=None)
    for n, end in enumerate(ends):
        Stage.objects.filter(pk=end.pk).update(position=last + 2 + n)
    key = free_key(pipeline, in_language(names))
    return Stage(pipeline=pipeline, key=key, position=last + 1)


def _open_stages(pipeline: Pipeline) -> list[Stage]:
    rows = pipeline.stages.select_for_update().filter(kind=Stage.Kind.OPEN, removed_at=None)
    return list(rows)


def _save_items(stage: Stage, items: Sequence[Spec]) -> None:
    known = {item.pk: item for item in stage.items.filter(removed_at=None)}
    for position, spec in enumerate(items):
        item = known.pop(spec.get("id") or 0, None) or PlaybookItem(stage=stage)
        item.kind, item.position = spec.get("kind") or PlaybookItem.Kind.STEP, position
        item.labels, item.required = worded(spec["labels"], most=160), bool(spec.get("required"))
        item.save()
    for item in known.values():
        item.removed_at = timezone.now()
        item.save(update_fields=["removed_at"])


@transaction.atomic
def move_stage(stage: Stage, step: int, *, by: User) -> Stage:
    """Put an open stage one place earlier (-1) or later (1)."""
    may_manage(by)
    rows = _open_stages(stage.pipeline)
    before = [one.label for one in rows]
    at = next((n for n, one in enumerate(rows) if one.pk == stage.pk), -1)
    if at < 0 or not 0 <= at + step < len(rows):
        return stage
    rows.insert(at + step, rows.pop(at))
    for position, one in enumerate(rows):
        Stage.objects.filter(pk=one.pk).update(position=position)
    told(stage.pipeline, {"stages": [before, [one.label for one in rows]]}, by)
    return stage


@transaction.atomic
def remove_stage(stage: Stage, *, by: User, into: Stage | None = None) -> Stage:
    """Put an open stage away; its deals move to `into`, a few at once and many in the background.

    Raises Refused for the last open stage, and where deals stand in it and `into` is not named.
    """
    may_manage(by)
    rest = [one for one in _open_stages(stage.pipeline) if one.pk != stage.pk]
    if not rest or stage.kind != Stage.Kind.OPEN:
        raise Refused(_("At least one open stage must stay."))
    standing = Deal.objects.filter(stage=stage, state=Deal.State.OPEN)
    if standing.exists() and into not in rest:
        words = _("Deals still stand in “%s”. Say where they go.") % stage.label
        raise Refused(words, errors={"into": words})
    stage.removed_at = timezone.now()
    stage.save(update_fields=["removed_at"])
    told(stage.pipeline, {"stages": [[stage.label], []]}, by)
    if into is not None and standing.exists():
        move_out(stage.pk, into.pk, by.pk)
    return stage


@task()
def move_out_later(stage_id: int, into_id: int, user_id: int) -> None:
    """The next deals of a stage that was put away."""
    move_out(stage_id, into_id, user_id)


def move_out(stage_id: int, into_id: int, user_id: int) -> None:
    """Move the next 500 open deals out of a stage, and ask for the rest; harmless when repeated."""
    forget_pipelines()
    into = next(one for one in stages() if one.pk == into_id)
    by = User.objects.get(pk=user_id)
    rows = Deal.objects.filter(stage=stage_id, state=Deal.State.OPEN, deleted_at=None)
    for deal in rows.order_by("pk")[:BATCH]:
        move_deal(deal, into, by=by, checked=False)
    if rows.exists():
        move_out_later.enqueue(stage_id, into_id, user_id)
