"""Rows of the demo company's tables, in the order of their columns."""

from collections.abc import Iterator
from typing import Any

from quen.fields.actions.values import rows_of
from quen.fields.models import CustomField
from quen.kit.sorting import name_key
from quen.kit.text import fold
from quen.web.demo.loading import moment, text
from quen.web.demo.people import Person, derived
from quen.web.demo.plans import morning


def contact_row(p: Person) -> tuple[Any, ...]:
    """A contact."""
    given, family, key, norm = derived(p, by_given=True)
    stage, entered = p.stages[-1]
    return (
        p.pk, p.full_name, given[:100], family[:100], "", key, norm, p.gender, p.language, "", "", None,
        "solar", p.company_id, p.job, stage.pk, moment(entered), p.round, p.source, p.email, p.phone,
        p.score, moment(p.active_at), moment(morning(p.due)), text(p.custom), p.owner.pk, p.owner.team_id, 1,
        moment(p.created_at), moment(p.active_at),
    )  # fmt: skip


def handle_rows(p: Person) -> Iterator[tuple[Any, ...]]:
    """How to reach them."""
    yield (p.pk, "phone", p.phone, p.phone, "", True, True, False)
    if p.email:
        yield (p.pk, "email", p.email, p.email.lower(), "", True, True, False)


def value_rows(p: Person, custom: dict[str, CustomField]) -> Iterator[tuple[Any, ...]]:
    """Their values of custom fields."""
    for key, value in p.custom.items():
        for row in rows_of(custom[key], p.pk, value):
            yield (
                row.field_id, row.record_id, row.slot, row.number, row.text, moment(row.moment),
                row.reference, row.currency,
            )  # fmt: skip


def stay_rows(p: Person) -> Iterator[tuple[Any, ...]]:
    """Their walk through the stages of the loop."""
    ends = [at for _stage, at in p.stages[1:]] + [None]
    for (stage, at), left in zip(p.stages, ends, strict=True):
        yield (p.pk, stage.pk, moment(at), moment(left), "", p.owner.pk, p.round)


def deal_row(d: dict[str, Any]) -> tuple[Any, ...]:
    """A deal."""
    stage, entered = d["path"][-1]
    reason = d["reason"].pk if d["reason"] else None
    at = moment(d["closed_at"] or d["spoken_at"])
    return (
        d["pk"], d["name"], name_key(d["name"])[:220], fold(d["name"])[:200], d["contact_id"],
        d["company_id"], stage.pipeline_id, stage.pk, moment(entered), d["amount"], d["currency"],
        stage.probability, d["state"], d["expected_on"].isoformat(), moment(d["closed_at"]), reason, "", "",
        moment(morning(d["due"])), at, "{}", d["owner"].pk, d["owner"].team_id, 1,
        moment(d["created_at"]), at,
    )  # fmt: skip


def deal_line(d: dict[str, Any]) -> tuple[Any, ...]:
    """What it is about."""
    ware = d["ware"]
    vat = None if ware.vat is None else str(ware.vat)
    return (
        d["pk"],
        ware.pk,
        ware.name,
        ware.unit,
        str(d["quantity"]),
        str(ware.price),
        "0",
        vat,
        0,
    )


def deal_stays(d: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Its walk through the stages of its pipeline."""
    ends = [at for _stage, at in d["path"][1:]] + [None]
    for (stage, at), left in zip(d["path"], ends, strict=True):
        yield (d["pk"], stage.pk, moment(at), moment(left), d["owner"].pk)
