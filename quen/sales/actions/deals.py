"""Deals are opened, changed, moved, won, lost and opened again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import searching
from quen.fields.actions import records
from quen.fields.actions.records import Pairs, noun
from quen.fields.actions.tags import tags_of
from quen.fields.drafts import Draft
from quen.kit import rows
from quen.kit.db import move_forward
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.sales import events, staging
from quen.sales.drafts import placed
from quen.sales.models import Deal, LostReason, Stage, Stay
from quen.timeline.log import record, touched


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


@transaction.atomic
def move_deal(deal: Deal, stage: Stage, *, by: User) -> Deal:
    """Move an open deal to another open stage. Raises Refused for closed deals and closing stages."""
    deal = _locked(deal)
    if stage.kind != Stage.Kind.OPEN:
        raise Refused(_("Win or lose the deal instead of moving it there."))
    if not deal.is_open:
        raise Refused(_("This deal is closed. Open it again first."))
    if deal.stage_id == stage.pk:
        return deal
    before = deal.stage_id
    _enter(deal, stage, by, timezone.now())
    _save(deal, "stage", "pipeline", "stage_entered_at", "probability")
    told = events.DealStageChanged(name=deal.name, changes={"stage_id": [before, stage.pk]})
    record(told, on=_on(deal), by=by)
    return deal


@transaction.atomic
def win_deal(deal: Deal, *, by: User, note: str = "", at: datetime | None = None) -> Deal:
    """Close an open deal as won. Raises Refused where it is closed already."""
    deal = _closed(deal, Stage.Kind.WON, by, at)
    told = events.DealWon(
        name=deal.name, amount=plain(deal.amount), currency=deal.currency, note=note
    )
    record(told, on=_on(deal), by=by, at=deal.closed_at)
    return deal


@transaction.atomic
def lose_deal(
    deal: Deal, reason: LostReason | None, *, by: User, note: str = "", at: datetime | None = None
) -> Deal:
    """Close an open deal as lost. Raises Refused without a reason, or where it is closed already."""
    if reason is None:
        raise Refused(_("Say why the deal was lost."), errors={"reason": _("This is required.")})
    deal = _closed(deal, Stage.Kind.LOST, by, at, lost_reason=reason, lost_note=note[:300])
    told = events.DealLost(name=deal.name, reason=reason.key, note=note)
    record(told, on=_on(deal), by=by, at=deal.closed_at)
    return deal


@transaction.atomic
def reopen_deal(deal: Deal, *, by: User) -> Deal:
    """Open a closed deal again, in the last open stage it was in. Raises Refused where it is open."""
    deal = _locked(deal)
    if deal.is_open:
        raise Refused(_("This deal is open."))
    deal.state, deal.closed_at = Deal.State.OPEN, None
    deal.lost_reason, deal.lost_note = None, ""
    _enter(deal, _last_open(deal), by, timezone.now())
    _save(
        deal,
        "state",
        "closed_at",
        "lost_reason",
        "lost_note",
        "stage",
        "pipeline",
        "stage_entered_at",
        "probability",
    )
    record(events.DealReopened(name=deal.name), on=_on(deal), by=by)
    return deal


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


def _locked(deal: Deal) -> Deal:
    live = Deal.objects.select_for_update().filter(pk=deal.pk, deleted_at=None)
    found: Deal | None = live.first()
    if found is None:
        raise Refused(_("This is in the trash already."))
    return found


def _closed(deal: Deal, kind: str, by: User, at: datetime | None, **facts: Any) -> Deal:
    deal = _locked(deal)
    if not deal.is_open:
        raise Refused(_("This deal is closed already."))
    ends = [s for s in staging.stages(deal.pipeline_id) if s.kind == kind]
    deal.state, deal.closed_at = kind, at or timezone.now()
    for key, value in facts.items():
        setattr(deal, key, value)
    _enter(deal, ends[0], by, deal.closed_at)
    names = ("state", "closed_at", "stage", "pipeline", "stage_entered_at", "probability")
    _save(deal, *names, *facts)
    return deal


def _enter(deal: Deal, stage: Stage, by: User | None, at: datetime) -> None:
    Stay.objects.filter(deal=deal, left_at=None).update(left_at=at)
    Stay.objects.create(deal=deal, stage=stage, entered_at=at, by=by)
    deal.stage, deal.pipeline_id, deal.stage_entered_at = stage, stage.pipeline_id, at
    deal.probability = stage.probability


def _save(deal: Deal, *names: str) -> None:
    deal.version, deal.updated_at = deal.version + 1, timezone.now()
    deal.save(update_fields=[*names, "version", "updated_at"])
    searching.refresh("deal", [deal.pk])


def _last_open(deal: Deal) -> Stage:
    stays = Stay.objects.filter(deal=deal, stage__kind=Stage.Kind.OPEN).select_related("stage")
    last = stays.order_by("-entered_at", "-id").first()
    return last.stage if last else staging.stages(deal.pipeline_id)[0]


def _on(deal: Deal) -> list[Any]:
    return [deal, deal.contact, deal.company]


def _columns(draft: Draft, by: User, now: datetime) -> dict[str, Any]:
    pipeline, stage = placed(draft)
    closed = stage.kind != Stage.Kind.OPEN
    return {
        "pipeline": pipeline,
        "stage": stage,
        "stage_entered_at": now,
        "probability": draft.columns.get("probability", stage.probability),
        "state": stage.kind,
        "closed_at": now if closed else None,
        "last_activity_at": now,
    }


def _begun(deals: Sequence[Deal], by: User, now: datetime) -> None:
    columns = ("deal_id", "stage_id", "entered_at", "by_id")
    who = by.pk if by else None
    rows.insert(Stay, columns, ((it.pk, it.stage_id, now, who) for it in deals))


def _moved(pairs: Pairs, by: User) -> None:
    """A stage among changed fields moves, wins or refuses, through the same verbs as the board."""
    for deal, draft in pairs:
        stage = draft.parts.get("stage")
        if stage is None or stage.pk == deal.stage_id:
            continue
        moved = (
            win_deal(deal, by=by) if stage.kind == Stage.Kind.WON else move_deal(deal, stage, by=by)
        )
        deal.stage, deal.version = moved.stage, moved.version


def value_of(deal: Deal, key: str) -> Any:
    """A present value by its catalogue key, JSON-able."""
    if key.startswith("custom."):
        return deal.custom.get(key.removeprefix("custom."))
    if key == "tags":
        return [tag.name for tag in tags_of("deal", [deal.pk])[deal.pk]]
    if key == "lost_reason":
        return deal.lost_reason.key if deal.lost_reason else None
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
