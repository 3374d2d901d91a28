"""Deals are opened, changed, trashed and restored; what moves and closes them is in `moving`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from quen.accounts.models import User
from quen.fields.actions import records
from quen.fields.actions.tags import tags_of
from quen.fields.drafts import Draft
from quen.fields.nouns import Pairs, noun
from quen.kit import rows
from quen.kit.db import move_forward
from quen.kit.plain_rows import plain
from quen.kit.workspace import workspace
from quen.sales import events
from quen.sales.actions.moving import move_deal, win_deal
from quen.sales.drafts import placed
from quen.sales.models import Deal, Stage, Stay
from quen.timeline.log import touched


def add_deal(given: Mapping[str, Any], *, by: User, **how: Any) -> Deal:
    """Open one deal from the API's shape. Raises Refused with errors by field."""
    added: Deal = records.add_one(DEAL, given, by=by, **how)
    return added


def add_deals(drafts: Sequence[Draft], *, by: User, **how: Any) -> list[Deal]:
    """Open at most 500 deals with one event."""
    return records.add_many(DEAL, drafts, by=by, **how)


def change_deal(deal: Deal, given: Mapping[str, Any], *, by: User, **how: Any) -> Deal:
    """Change a deal; a stage among the changes moves it. Raises Refused, Conflict."""
    changed: Deal = records.change_one(DEAL, deal, given, by=by, **how)
    return changed


def trash_deals(deals: Sequence[Deal], *, by: User) -> list[Deal]:
    """Move at most 500 deals to the trash."""
    return records.trash(DEAL, deals, by=by)


def restore_deals(deals: Sequence[Deal], *, by: User) -> list[Deal]:
    """Take at most 500 deals out of the trash."""
    return records.restore(DEAL, deals, by=by)


@touched("deal")
def touch_deals(ids: Sequence[int], at: datetime) -> None:
    """Move the last activity forward, never back, and not for less than a minute."""
    move_forward(Deal._meta.db_table, ids, at)


def _columns(draft: Draft, by: User, now: datetime) -> dict[str, Any]:
    pipeline, stage = placed(draft)
    closed = stage.kind != Stage.Kind.OPEN
    return {
        "pipeline": pipeline,
        "stage": stage,
        "stage_entered_at": now,
        "probability": draft.columns.get("probability", stage.probability),
        "state": stage.kind,
        "currency": draft.columns.get("currency") or workspace().currency,
        "closed_at": now if closed else None,
        "last_activity_at": now,
    }


def _begun(deals: Sequence[Deal], by: User, now: datetime) -> None:
    columns = ("deal_id", "stage_id", "entered_at", "by_id")
    who = by.pk if by else None
    rows.insert(Stay, columns, ((it.pk, it.stage_id, now, who) for it in deals))


def _moved(pairs: Pairs, by: User, via: str) -> None:
    """A stage among changed fields moves, wins or refuses, through the same verbs as the board.

    An import tells what has been: playbooks do not hold it up.
    """
    for deal, draft in pairs:
        stage = draft.parts.get("stage")
        if stage is None or stage.pk == deal.stage_id:
            continue
        move = win_deal if stage.kind == Stage.Kind.WON else partial(move_deal, stage=stage)
        moved = move(deal, by=by, checked=via != "import")
        deal.stage, deal.version = moved.stage, moved.version


def value_of(deal: Deal, key: str) -> Any:
    """A present value by its catalogue key, JSON-able."""
    if key.startswith("custom."):
        return deal.custom.get(key.removeprefix("custom."))
    if key == "tags":
        return [tag.name for tag in tags_of("deal", [deal.pk])[deal.pk]]
    if key in ("lost_reason", "won_reason"):
        reason = getattr(deal, key)
        return reason.key if reason else None
    if key == "competitor":
        return deal.competitor.name if deal.competitor else None
    return plain(getattr(deal, key))


def _created(deals: Sequence[Deal]) -> dict[str, Any]:
    if len(deals) != 1:
        return {}
    deal = deals[0]
    return {"name": deal.name, "amount": plain(deal.amount), "currency": deal.currency}


DEAL = noun(
    "deal",
    model=Deal,
    events={
        "created": events.DealCreated,
        "changed": events.DealChanged,
        "assigned": events.DealAssigned,
        "deleted": events.DealDeleted,
        "restored": events.DealRestored,
        "merged": events.DealMerged,
        "unmerged": events.DealUnmerged,
    },
    value=value_of,
    columns=_columns,
    begun=_begun,
    changed=_moved,
    also_on=lambda deal: [deal.contact, deal.company],
    created=_created,
)
