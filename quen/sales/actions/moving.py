"""Deals are moved from stage to stage, won, lost and opened again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.people.models import Company, Contact
from quen.sales import events, staging
from quen.sales.models import Competitor, Deal, Reason, Stage, Stay
from quen.sales.requirements import Unready, lacks
from quen.timeline.log import record
from quen.work.actions.tasks import add_task


@transaction.atomic
def move_deal(deal: Deal, stage: Stage, *, by: User, checked: bool = True) -> Deal:
    """Move an open deal to another open stage.

    Raises Refused for closed deals and closing stages, Unready for what its playbook still asks for.
    """
    deal = locked(deal)
    if stage.kind != Stage.Kind.OPEN or stage.removed_at:
        raise Refused(_("Win or lose the deal instead of moving it there."))
    if not deal.is_open:
        raise Refused(_("This deal is closed. Open it again first."))
    if deal.stage_id == stage.pk:
        return deal
    before = deal.stage_id
    _check(deal, stage, checked)
    _enter(deal, stage, by, timezone.now())
    _save(deal, "stage", "pipeline", "stage_entered_at", "probability")
    told = events.DealStageChanged(name=deal.name, changes={"stage_id": [before, stage.pk]})
    record(told, on=_on(deal), by=by)
    return deal


@transaction.atomic
def win_deal(
    deal: Deal,
    *,
    by: User,
    reason: Reason | None = None,
    competitor: Competitor | None = None,
    note: str = "",
    at: datetime | None = None,
    checked: bool = True,
) -> Deal:
    """Close an open deal as won, for a reason where one is given.

    Raises Refused where it is closed already, Unready for what its playbook still asks for.
    """
    _fitting(reason, Reason.Kind.WON)
    facts = {"won_reason": reason, "competitor": competitor, "lost_note": note[:300]}
    deal = _closed(deal, Stage.Kind.WON, by, at, checked, **facts)
    told = events.DealWon(
        name=deal.name,
        amount=plain(deal.amount),
        currency=deal.currency,
        note=note,
        reason=staging.path_of(reason) if reason else "",
        competitor=competitor.name if competitor else "",
    )
    record(told, on=_on(deal), by=by, at=deal.closed_at)
    return deal


@transaction.atomic
def lose_deal(
    deal: Deal,
    reason: Reason | None,
    *,
    by: User,
    competitor: Competitor | None = None,
    note: str = "",
    ask_again_on: date | None = None,
    at: datetime | None = None,
) -> Deal:
    """Close an open deal as lost; `ask_again_on` plans a task for its owner on that day.

    Raises Refused without a reason, without the competitor that the reason asks for, for a day that has
    passed, or where it is closed already.
    """
    if reason is None:
        raise Refused(_("Say why the deal was lost."), errors={"reason": _("This is required.")})
    _fitting(reason, Reason.Kind.LOST)
    if reason.names_competitor and competitor is None and staging.competitors():
        words = _("Say against whom the deal was lost.")
        raise Refused(words, errors={"competitor": words})
    if ask_again_on and ask_again_on <= today():
        words = _("Choose a day to come.")
        raise Refused(words, errors={"ask_again_on": words})
    facts: dict[str, Any] = {"lost_reason": reason, "competitor": competitor}
    facts |= {"lost_note": note[:300], "ask_again_on": ask_again_on}
    deal = _closed(deal, Stage.Kind.LOST, by, at, False, **facts)
    told = events.DealLost(
        name=deal.name,
        reason=staging.path_of(reason),
        note=note,
        competitor=competitor.name if competitor else "",
    )
    record(told, on=_on(deal), by=by, at=deal.closed_at)
    if ask_again_on:
        _plan_asking(deal, ask_again_on, by)
    return deal


@transaction.atomic
def reopen_deal(deal: Deal, *, by: User) -> Deal:
    """Open a closed deal again, in the last open stage it was in. Raises Refused where it is open."""
    deal = locked(deal)
    if deal.is_open:
        raise Refused(_("This deal is open."))
    blank: dict[str, Any] = {"state": Deal.State.OPEN, "closed_at": None, "lost_note": ""}
    blank |= dict.fromkeys(("lost_reason", "won_reason", "competitor", "ask_again_on"))
    for key, value in blank.items():
        setattr(deal, key, value)
    _enter(deal, _last_open(deal), by, timezone.now())
    _save(deal, *blank, "stage", "pipeline", "stage_entered_at", "probability")
    record(events.DealReopened(name=deal.name), on=_on(deal), by=by)
    return deal


@transaction.atomic
def put_back(deal: Deal, stage: Stage, *, by: User) -> Deal:
    """Undo a move or an ending: back to the stage it stood in just before, asked for nothing.

    Any other stage is a move like every other. Raises Refused, Unready.
    """
    if not deal.is_open:
        deal = reopen_deal(deal, by=by)
    stays = Stay.objects.filter(deal=deal).order_by("-entered_at", "-id")
    earlier = stays.values_list("stage_id", flat=True)[1:3]
    if deal.stage_id != stage.pk:
        deal = move_deal(deal, stage, by=by, checked=stage.pk not in earlier)
    return deal


def locked(deal: Deal) -> Deal:
    """The deal as it stands, locked; whom it is with is not read a second time where it is the same still.

    Raises Refused where it is in the trash.
    """
    live = Deal.objects.select_for_update().filter(pk=deal.pk, deleted_at=None)
    found: Deal | None = live.first()
    if found is None:
        raise Refused(_("This is in the trash already."))
    known = deal._state.fields_cache
    for name in ("contact", "company"):
        if name in known and getattr(found, f"{name}_id") == getattr(deal, f"{name}_id"):
            setattr(found, name, known[name])
    return found


def _fitting(reason: Reason | None, kind: str) -> None:
    if reason is not None and (reason.kind != kind or reason.removed_at):
        words = _("Choose one of the reasons.")
        raise Refused(words, errors={"reason": words})


def _check(deal: Deal, to: Stage, checked: bool) -> None:
    missing = lacks(deal, to) if checked else []
    if missing:
        raise Unready(missing)


def _closed(
    deal: Deal, kind: str, by: User, at: datetime | None, checked: bool, **facts: Any
) -> Deal:
    deal = locked(deal)
    if not deal.is_open:
        raise Refused(_("This deal is closed already."))
    end = next(s for s in staging.stages(deal.pipeline_id) if s.kind == kind)
    _check(deal, end, checked)
    deal.state, deal.closed_at = kind, at or timezone.now()
    for key, value in facts.items():
        setattr(deal, key, value)
    _enter(deal, end, by, deal.closed_at)
    names = ("state", "closed_at", "stage", "pipeline", "stage_entered_at", "probability")
    _save(deal, *names, *facts)
    return deal


def _plan_asking(deal: Deal, day: date, by: User) -> None:
    """A task for the deal's owner, as far as `by` may give one to them."""
    mine = deal.owner if deal.owner and deal.owner.is_active else by
    owner = mine if mine == by or by.can("work.assign_task") else by
    title = (_("Ask again: %s") % deal.name)[:200]
    add_task(
        title=title, by=by, owner=owner, kind="call", type_key="deal", record_id=deal.pk, due_on=day
    )


def _enter(deal: Deal, stage: Stage, by: User | None, at: datetime) -> None:
    Stay.objects.filter(deal=deal, left_at=None).update(left_at=at)
    Stay.objects.create(deal=deal, stage=stage, entered_at=at, by=by)
    deal.stage, deal.pipeline_id, deal.stage_entered_at = stage, stage.pipeline_id, at
    deal.probability = stage.probability


def _save(deal: Deal, *names: str) -> None:
    """Search is told nothing: a deal is found by its name and by whom it is with, wherever it stands."""
    deal.version, deal.updated_at = deal.version + 1, timezone.now()
    deal.save(update_fields=[*names, "version", "updated_at"])


def _last_open(deal: Deal) -> Stage:
    """The last open stage it stood in that is still there, else the first of its pipeline."""
    open_ones = [s for s in staging.stages(deal.pipeline_id) if s.kind == Stage.Kind.OPEN]
    stays = Stay.objects.filter(deal=deal, stage__in=open_ones).select_related("stage")
    last = stays.order_by("-entered_at", "-id").first()
    return last.stage if last else open_ones[0]


def _on(deal: Deal) -> list[Any]:
    """The deal and whom it is with, who need not be read to be named."""
    contact = Contact(pk=deal.contact_id) if deal.contact_id else None
    company = Company(pk=deal.company_id) if deal.company_id else None
    return [deal, contact, company]
