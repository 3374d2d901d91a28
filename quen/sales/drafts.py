"""What is special about deals when they come in: stages, names."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.catalogue import all_fields
from quen.fields.drafts import Draft, Taking, shape, take_currency
from quen.fields.reading import EMPTY, names_currency, stored
from quen.kit.sorting import name_key
from quen.kit.text import fold
from quen.sales import staging
from quen.sales.models import Pipeline, Stage


def declare() -> None:
    """Lend the shape (once, at start)."""
    shape(
        "deal",
        takers={
            "stage_id": _take_stage,
            "pipeline_id": _take_pipeline,
            "amount": _take_amount,
            "currency": take_currency,
            "probability": _take_probability,
        },
        rights={"currency": "amount"},
        derive=_derive,
    )


def _take_stage(taking: Taking) -> None:
    found = staging.stage(_number(taking.value))
    if found is None:
        raise ValueError(_("There is no such stage."))
    taking.draft.parts["stage"] = found


def _take_pipeline(taking: Taking) -> None:
    wanted = _number(taking.value)
    found = next((p for p in staging.pipelines() if p.pk == wanted), None)
    if found is None:
        raise ValueError(_("There is no such pipeline."))
    taking.draft.parts["pipeline"] = found


def _number(value: Any) -> int:
    try:
        return 0 if isinstance(value, bool) else int(value)
    except (TypeError, ValueError):
        return 0


def _take_amount(taking: Taking) -> None:
    kept = stored(all_fields("deal")["amount"], taking.value, taking.reader)
    amount = Decimal((kept or {"amount": "0"})["amount"])
    if amount < 0:
        raise ValueError(_("An amount is not below zero."))
    taking.draft.columns["amount"] = amount
    if kept and names_currency(taking.value, kept["currency"], taking.reader.currency):
        taking.draft.columns.setdefault("currency", kept["currency"])


def _take_probability(taking: Taking) -> None:
    if taking.value in EMPTY:
        return
    number = _number(taking.value) if str(taking.value).strip().isdigit() else -1
    if not 0 <= number <= 100:
        raise ValueError(_("A probability is a whole number from 0 to 100."))
    taking.draft.columns["probability"] = number


def _derive(draft: Draft) -> None:
    if name := draft.columns.get("name"):
        draft.columns |= {
            "name": name[:200],
            "name_key": name_key(name)[:220],
            "norm": fold(name)[:200],
        }


def placed(draft: Draft) -> tuple[Pipeline, Stage]:
    """Where a new deal begins: the stage it names, else the first open one of its pipeline."""
    stage = draft.parts.get("stage")
    if stage is not None:
        pipeline = next(p for p in staging.pipelines() if p.pk == stage.pipeline_id)
        return pipeline, stage
    pipeline = draft.parts.get("pipeline") or staging.pipelines()[0]
    return pipeline, staging.stages(pipeline.pk)[0]
