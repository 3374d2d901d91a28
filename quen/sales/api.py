"""Deals and pipelines in the API."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.fields.actions.tags import tags_of
from quen.fields.api import mount
from quen.fields.catalogue import all_fields
from quen.fields.drafts import Invalid
from quen.fields.masking import mask_for
from quen.fields.merging_api import mount_merging
from quen.fields.resources import Id, Resource, answer, seen
from quen.fields.revealing_api import mount_revealing
from quen.kit.api_shapes import (
    CUSTOM,
    ID,
    MAYBE_TEXT,
    TEXT,
    WORDS,
    answers,
    columns_of,
    object_of,
    paged,
    takes,
)
from quen.kit.idempotency import once
from quen.kit.plain_rows import plain
from quen.kit.problems import of_refusal
from quen.kit.refused import Refused
from quen.kit.text import fold
from quen.sales import staging
from quen.sales.actions import deals as actions
from quen.sales.actions import moving
from quen.sales.line_facts import lines_of
from quen.sales.models import Deal

router = Router(tags=["sales"])
Facts = dict[str, Any]

COLUMNS = [
    "name",
    "contact_id",
    "company_id",
    "owner_id",
    "team_id",
    "pipeline_id",
    "stage_id",
    "amount",
    "currency",
    "expected_close_on",
    "forecast",
    "state",
    "probability",
    "source",
    "stage_entered_at",
    "ask_again_on",
    "contacted_at",
    "next_step_at",
    "last_activity_at",
    "created_at",
    "updated_at",
    "closed_at",
    "version",
]
TOLD = {
    "ask_again_on",
    "contacted_at",
    "team_id",
    "state",
    "stage_entered_at",
    "next_step_at",
    "last_activity_at",
    "created_at",
    "updated_at",
    "closed_at",
    "version",
}
BESIDE = {
    "lost_reason": "lost_reason__key",
    "won_reason": "won_reason__key",
    "competitor": "competitor__name",
}
EVERY = ["id", *COLUMNS, *BESIDE, "lost_note", "lines", "tags", "custom"]


def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
    """The API's objects of deals, in order."""
    keys = [k for k in wanted or EVERY if k in EVERY and _may_read(user, k)]
    keys = ["id", *(k for k in keys if k != "id")]
    rows = {
        r["pk"]: r
        for r in Deal._base_manager.filter(pk__in=ids).values(
            "pk", "custom", "lost_note", *BESIDE.values(), *COLUMNS
        )
    }
    tags = tags_of("deal", ids) if "tags" in keys else {}
    lines = lines_of(ids) if "lines" in keys else {}
    return [{k: _value(k, rows[pk], tags, lines, user) for k in keys} for pk in ids if pk in rows]


def _may_read(user: Any, key: str) -> bool:
    """Lines are what the amount adds up from: they go with it."""
    return bool(user.may_read_field(f"deal.{'amount' if key == 'lines' else key}"))


def _value(
    key: str, row: Facts, tags: dict[int, Any], lines: dict[int, list[Facts]], user: Any
) -> Any:
    if key == "id":
        return row["pk"]
    if key == "lines":
        return lines[row["pk"]]
    if key in BESIDE:
        return row[BESIDE[key]]
    if key == "tags":
        return [tag.name for tag in tags[row["pk"]]]
    if key == "custom":
        known = {f.custom.key: f for f in all_fields("deal").values() if f.custom}
        values = row["custom"].items()
        told = {k: v for k, v in values if k in known and user.may_read_field(known[k].right)}
        mask = mask_for(user, "deal")
        return mask.custom(told, row["owner_id"]) if mask else told
    return plain(row[key])


SHAPE = object_of(
    {
        **columns_of(Deal, COLUMNS),
        **dict.fromkeys(BESIDE, MAYBE_TEXT),
        "lost_note": TEXT,
        "lines": {"type": "array", "items": {"type": "object"}},
        "tags": WORDS,
        "custom": CUSTOM,
    },
    {*COLUMNS, "tags", "custom"} - TOLD,
)
DEALS = Resource(
    noun=actions.DEAL, plural="deals", sort="-last_activity_at", facts=facts, shape=SHAPE
)
mount(router, DEALS)
mount_merging(router, DEALS)
mount_revealing(router, DEALS)
VERB = answers(SHAPE)
MOVE: Facts = {"type": "object", "required": ["stage_id"], "properties": {"stage_id": ID}}
_DAY: Facts = {"type": ["string", "null"], "format": "date"}
LOSE: Facts = {
    "type": "object",
    "required": ["reason"],
    "properties": {"reason": TEXT, "note": TEXT, "competitor": MAYBE_TEXT, "ask_again_on": _DAY},
}
WIN: Facts = {
    "type": "object",
    "properties": {"reason": MAYBE_TEXT, "note": TEXT, "competitor": MAYBE_TEXT},
}
STAGE: Facts = {
    "type": "object",
    "properties": {
        "id": ID,
        "key": TEXT,
        "name": TEXT,
        "kind": {"type": "string", "enum": ["open", "won", "lost"]},
        "step": TEXT,
        "probability": {"type": "integer"},
    },
}
PIPELINE: Facts = {
    "type": "object",
    "properties": {
        "id": ID,
        "key": TEXT,
        "name": TEXT,
        "stages": {"type": "array", "items": STAGE},
    },
}


def _verb(request: HttpRequest, pk: int, do: Any) -> HttpResponse:
    """A verb on a deal: the same action as the board's, once per Idempotency-Key."""
    user = need(request, "sales.change_deal")
    deal = seen(DEALS, pk, user, "change")

    def work() -> HttpResponse:
        try:
            do(deal, user)
        except Refused as error:
            return of_refusal(error)
        return answer(facts([pk], None, user)[0])

    return once(request, work)


@router.post(
    "/deals/{pk}/move",
    summary="Move to a stage",
    operation_id="move_deal",
    openapi_extra=VERB | takes(MOVE),
)
def move(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
    """`{"stage_id": 3}`; an open stage of any pipeline."""
    stage_id = given.get("stage_id")
    stage = staging.stage(stage_id) if isinstance(stage_id, int) else None
    if stage is None:
        raise Invalid(_("There is no such stage."), {"stage_id": _("There is no such stage.")})
    return _verb(request, pk, lambda deal, user: moving.move_deal(deal, stage, by=user))


@router.post(
    "/deals/{pk}/win", summary="Win", operation_id="win_deal", openapi_extra=VERB | takes(WIN)
)
def win(request: HttpRequest, given: Facts | None = Body(None), pk: int = Id) -> Any:
    """`{"reason": "won_price", "note": "…", "competitor": "…"}`, or nothing."""
    facts = _closing(given or {}, "won")
    return _verb(request, pk, lambda deal, user: moving.win_deal(deal, by=user, **facts))


@router.post(
    "/deals/{pk}/lose", summary="Lose", operation_id="lose_deal", openapi_extra=VERB | takes(LOSE)
)
def lose(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
    """`{"reason": "price", "note": "…", "competitor": "…", "ask_again_on": "2027-03-01"}`; reason and
    competitor are of the company's; a day to ask again on plans a call."""
    facts = _closing(given, "lost") | {"ask_again_on": _day(given.get("ask_again_on"))}
    return _verb(request, pk, lambda deal, user: moving.lose_deal(deal, by=user, **facts))


def _closing(given: Facts, kind: str) -> Facts:
    """What a deal is closed with. Raises Invalid for a reason or a competitor that is not there."""
    reason = staging.reason(str(given.get("reason") or ""), kind)
    against = fold(str(given.get("competitor") or ""))
    competitor = next((c for c in staging.competitors() if against and c.norm == against), None)
    if given.get("reason") and reason is None:
        raise Invalid(_("Choose one of the reasons."), {"reason": _("Choose one of the reasons.")})
    if against and competitor is None:
        words = _("There is no such competitor.")
        raise Invalid(words, {"competitor": words})
    note = str(given.get("note") or "")[:300]
    return {"reason": reason, "competitor": competitor, "note": note}


def _day(given: Any) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except (TypeError, ValueError):
        words = _("A day is written as 2026-11-30.")
        raise Invalid(words, {"ask_again_on": words}) from None


@router.post(
    "/deals/{pk}/reopen", summary="Open again", operation_id="reopen_deal", openapi_extra=VERB
)
def reopen(request: HttpRequest, pk: int = Id) -> Any:
    """Back to the last open stage it was in."""
    return _verb(request, pk, lambda deal, user: moving.reopen_deal(deal, by=user))


@router.get(
    "/pipelines",
    summary="List pipelines",
    operation_id="list_pipelines",
    openapi_extra=answers(paged(PIPELINE)),
)
def pipelines(request: HttpRequest) -> Any:
    """Pipelines with their stages, in order."""
    need(request, "sales.view_deal")
    items = [
        {
            "id": p.pk,
            "key": p.key,
            "name": p.label,
            "stages": [_stage(s) for s in staging.stages(p.pk)],
        }
        for p in staging.pipelines()
    ]
    return answer({"items": items, "next": None})


def _stage(stage: Any) -> Facts:
    return {
        "id": stage.pk,
        "key": stage.key,
        "name": stage.label,
        "kind": stage.kind,
        "step": stage.step,
        "probability": stage.probability,
    }
