"""What this room lends to packs: pipelines, reasons of losing, sample deals."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quen.accounts.models import User
from quen.fields.models import PackItem
from quen.fields.packs.parts import Going, Made, Making, Spec, part
from quen.fields.packs.samples import samples_of
from quen.sales.actions.pipelines import add_pipeline, delete_pipeline, put_away, take_back
from quen.sales.actions.reasons import add_reason, delete_reason
from quen.sales.models import Deal, Pipeline, Reason, Stage

SEEDED = "sales"


def declare() -> None:
    """Lend them (once, at start)."""
    part(
        "pipelines", label=gettext_lazy("Pipelines"), order=30,
        make=_pipeline, there=_pipeline_there, also=_stages, used=_pipeline_used, undo=_no_pipeline,
    )  # fmt: skip
    part(
        "reasons", label=gettext_lazy("Reasons of losing"), order=35,
        make=_reason, there=_reason_there, used=_reason_used, undo=_no_reason,
    )  # fmt: skip
    samples_of("deals", "deal", gettext_lazy("Deals"), 70, complete=_money)


def _pipeline_there(spec: Spec) -> int | None:
    return Pipeline.objects.filter(key=spec["key"]).values_list("pk", flat=True).first()


def _pipeline(spec: Spec, it: Making) -> Made:
    """The trade's own pipeline; the one every workspace starts with goes, where nobody used it."""
    made = add_pipeline(by=it.by, key=spec["key"], labels=spec["labels"], stages=spec["stages"])
    first = Pipeline.objects.filter(key=SEEDED, removed_at=None).first()
    unused = first is not None and not Deal.objects.filter(pipeline=first).exists()
    if first is not None and unused:
        put_away(first, by=it.by)
    return Made(made.pk, before={"put_away": unused})


def _stages(record_id: int) -> dict[str, int]:
    rows = Stage.objects.filter(pipeline_id=record_id)
    return {f"stages.{key}": pk for key, pk in rows.values_list("key", "pk")}


def _pipeline_used(item: PackItem, going: Going) -> str:
    deals = Deal.objects.filter(pipeline_id=item.record_id)
    count = deals.exclude(pk__in=going.get("deal", ())).count()
    return ngettext("%d deal stands in it", "%d deals stand in it", count) % count if count else ""


def _no_pipeline(item: PackItem, by: User) -> None:
    before: dict[str, Any] = item.before or {}
    first = Pipeline.objects.filter(key=SEEDED).exclude(removed_at=None).first()
    if before.get("put_away") and first is not None:
        take_back(first, by=by)
    it = Pipeline.objects.filter(pk=item.record_id).first()
    if it is not None:
        delete_pipeline(it, by=by)


def _reason_there(spec: Spec) -> int | None:
    return Reason.objects.filter(key=spec["key"]).values_list("pk", flat=True).first()


def _reason(spec: Spec, it: Making) -> Made:
    return Made(add_reason(by=it.by, key=spec["key"], labels=spec["labels"]).pk)


def _reason_used(item: PackItem, going: Going) -> str:
    deals = Deal.objects.filter(lost_reason_id=item.record_id)
    used = deals.exclude(pk__in=going.get("deal", ())).exists()
    return _("deals were lost for it") if used else ""


def _no_reason(item: PackItem, by: User) -> None:
    it = Reason.objects.filter(pk=item.record_id).first()
    if it is not None:
        delete_reason(it, by=by)


def _money(spec: Spec, it: Making) -> dict[str, Any]:
    return {"currency": it.currency if it.currency in spec["given"]["amount"]["money"] else "USD"}
