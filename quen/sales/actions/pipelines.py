"""Pipelines and the order of their stages are added, changed, put away and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import in_language
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.wording import key_of, worded
from quen.sales import events
from quen.sales.models import Deal, Pipeline, Stage
from quen.sales.seeds import usual_stages
from quen.sales.staging import forget_pipelines
from quen.timeline.log import record

MOST_STAGES = 12
Spec = Mapping[str, Any]


@transaction.atomic
def add_pipeline(
    *, by: User, key: str, labels: Mapping[str, str], stages: Sequence[Spec]
) -> Pipeline:
    """Add a pipeline; `stages` are {"key", "labels", "kind", "step", "probability"} in their order.

    Raises Refused for a key that is taken, or stages without exactly one that wins and one that loses.
    """
    may_manage(by)
    if Pipeline.objects.filter(key=key).exists():
        raise Refused(_("There is a pipeline of this name already."))
    kinds = [one.get("kind", "open") for one in stages]
    if kinds.count("won") != 1 or kinds.count("lost") != 1 or "open" not in kinds:
        raise Refused(_("A pipeline needs open stages, one that wins and one that loses."))
    it = Pipeline.objects.create(key=key, labels=dict(labels), position=Pipeline.objects.count())
    Stage.objects.bulk_create(
        Stage(pipeline=it, position=position, **one) for position, one in enumerate(stages)
    )
    return told(it, {"stages": [[], [in_language(one["labels"]) for one in stages]]}, by)


@transaction.atomic
def save_pipeline(pipeline: Pipeline | None, *, by: User, labels: Mapping[str, str]) -> Pipeline:
    """Add a pipeline with the usual stages, or rename one. Raises Refused without a name."""
    may_manage(by)
    names = worded(labels)
    if not names:
        raise Refused(_("Give it a name."), errors={"labels": _("This is required.")})
    if pipeline is None:
        taken = set(Pipeline.objects.values_list("key", flat=True))
        key = key_of(in_language(names), taken, empty="pipeline")
        return add_pipeline(by=by, key=key, labels=names, stages=usual_stages())
    before, pipeline.labels = pipeline.labels, names
    pipeline.version += 1
    pipeline.save(update_fields=["labels", "version"])
    return told(pipeline, {"labels": [before, names]}, by) if before != names else pipeline


@transaction.atomic
def change_stages(pipeline: Pipeline, wanted: Sequence[Spec], *, by: User) -> Pipeline:
    """Make these the open stages of a pipeline: {"key" (empty for a new one), "name", "probability"}.

    A name counts in the reader's language; what a changed name said in others goes. Raises Refused
    where a stage that deals stand in would go.
    """
    may_manage(by)
    now = list(_live(pipeline).select_for_update().filter(kind=Stage.Kind.OPEN))
    named = _checked(wanted)
    _refuse_used([one for one in now if one.key not in {spec["key"] for spec in named}])
    before = [one.label for one in now]
    known = {one.key: one for one in now}
    for position, spec in enumerate(named):
        _write(pipeline, known.pop(spec["key"], None), spec, position)
    for one in known.values():
        one.delete()
    for n, end in enumerate(_live(pipeline).exclude(kind=Stage.Kind.OPEN)):
        Stage.objects.filter(pk=end.pk).update(position=len(named) + n)
    after = [one.label for one in _live(pipeline).filter(kind=Stage.Kind.OPEN)]
    return told(pipeline, {"stages": [before, after]}, by) if before != after else pipeline


def _live(pipeline: Pipeline) -> Any:
    return Stage.objects.filter(pipeline=pipeline, removed_at=None)


def _checked(wanted: Sequence[Spec]) -> list[dict[str, Any]]:
    """Stages with a name each. Raises Refused for none, too many, or a probability out of bounds."""
    named = []
    for spec in wanted:
        name = one_line(clean(str(spec.get("name", "")))).strip()[:60]
        if name:
            chance = int(spec.get("probability", 0))
            if not 0 <= chance <= 100:
                raise Refused(_("A probability is a whole number from 0 to 100."))
            named.append({"key": str(spec.get("key", "")), "name": name, "probability": chance})
    if not 1 <= len(named) <= MOST_STAGES:
        raise Refused(_("Give at least one stage and at most %d.") % MOST_STAGES)
    return named


def _refuse_used(lost: Sequence[Stage]) -> None:
    for one in lost:
        if Deal.objects.filter(stage=one).exists():
            words = _("Deals still stand in “%s”. Move them first.") % one.label
            raise Refused(words)
        if one.stay_set.exists():
            raise Refused(
                _("Deals have stood in “%s”; it keeps its place in their history.") % one.label
            )


def _write(pipeline: Pipeline, one: Stage | None, spec: Spec, position: int) -> None:
    one = one or Stage(pipeline=pipeline, key=free_key(pipeline, spec["name"]))
    if one.pk is None or one.label != spec["name"]:
        one.labels = {get_language() or "vi": spec["name"]}
    one.probability, one.position = spec["probability"], position
    one.save()


def free_key(pipeline: Pipeline, name: str) -> str:
    """A key of a new stage that the pipeline has not used."""
    return key_of(name, set(pipeline.stages.values_list("key", flat=True)), empty="stage")


@transaction.atomic
def put_away(pipeline: Pipeline, *, by: User) -> Pipeline:
    """Take a pipeline off the boards; its deals stay. Raises Refused for the last one."""
    may_manage(by)
    if Pipeline.objects.filter(removed_at=None).exclude(pk=pipeline.pk).count() == 0:
        raise Refused(_("At least one pipeline must stay."))
    pipeline.removed_at = timezone.now()
    pipeline.save(update_fields=["removed_at"])
    return told(pipeline, {"removed_at": [None, pipeline.removed_at.isoformat()]}, by)


@transaction.atomic
def take_back(pipeline: Pipeline, *, by: User) -> Pipeline:
    """Put a pipeline back on the boards."""
    may_manage(by)
    before = pipeline.removed_at
    pipeline.removed_at = None
    pipeline.save(update_fields=["removed_at"])
    return told(pipeline, {"removed_at": [before.isoformat() if before else None, None]}, by)


@transaction.atomic
def delete_pipeline(pipeline: Pipeline, *, by: User) -> None:
    """Delete a pipeline that never held a deal. Raises Refused where one does, or for the last one."""
    may_manage(by)
    if Deal.objects.filter(pipeline=pipeline).exists():
        raise Refused(_("Deals still stand in “%s”. Move them first.") % pipeline.label)
    if Pipeline.objects.filter(removed_at=None).exclude(pk=pipeline.pk).count() == 0:
        raise Refused(_("At least one pipeline must stay."))
    name = pipeline.label
    pipeline.stages.all().delete()
    pipeline.delete()
    record(events.PipelineChanged(name=name, changes={"deleted": [False, True]}), on=[], by=by)
    forget_pipelines()


def told(it: Pipeline, changes: dict[str, Any], by: User) -> Pipeline:
    """Tell of a change, and have every process read pipelines anew."""
    record(events.PipelineChanged(name=it.label, changes=changes), on=[], by=by)
    forget_pipelines()
    return it


def may_manage(by: User) -> None:
    """Raises Refused for whoever may not change pipelines."""
    if not by.can("sales.manage_pipelines"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
