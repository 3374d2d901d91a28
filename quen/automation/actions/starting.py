"""Runs are started: by an event, by a day, by hand."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.accounts.visibility import may
from quen.automation import events
from quen.automation.answers import expanded
from quen.automation.flows import FLOWS, Definition, heard_by
from quen.automation.holding import all_that_hold, holds, stood_with
from quen.automation.models import Ear, Flow, Run
from quen.automation.models.run import RunQuerySet
from quen.kit import db, limits, records
from quen.kit.refused import Refused
from quen.timeline.log import DEEPEST, record
from quen.timeline.models import Event

_HOUR = 3600
A_TIME = 500  # records of a flow that starts on a day


@transaction.atomic
def start_run(
    definition: Definition,
    record_id: int,
    *,
    acts_as: User,
    entry: str,
    by: User | None = None,
    cause: Event | None = None,
) -> Run | None:
    """Let a record enter a flow, in the name of `acts_as`; `entry` names what it is started by.

    None where it may not: it is in there, was in there as far as the re-entry rule looks, came by this
    entry before, cannot be seen by `acts_as`, or where too many came within the hour.
    """
    it = records.visible(definition.type, record_id, acts_as)
    if it is None or not acts_as.is_active:
        return None
    db.lock(f"flow {definition.key} {definition.type} {record_id}")
    if _was_there(definition, record_id, entry):
        return None
    if cause is not None and cause.depth >= DEEPEST:
        words = _("One automation set off the next more than eight times.")
        _halted(definition, it, acts_as, words)
        return None
    if not limits.within("flow", definition.key, most=definition.most_an_hour, seconds=_HOUR):
        words = _("Too many records entered it within an hour.")
        _halted(definition, it, acts_as, words)
        return None
    return _begun(definition, it, acts_as, entry, by, cause)


def _was_there(definition: Definition, record_id: int, entry: str) -> bool:
    if Run.objects.filter(flow=definition.key, entry=entry).exists():
        return True
    return bool(_barring(definition).of_record(definition.type, record_id).exists())


def _barring(definition: Definition) -> RunQuerySet:
    """Runs that keep their records out of the flow, as far as its re-entry rule looks."""
    rows = Run.objects.filter(flow=definition.key, type=definition.type)
    if definition.again == "once":
        return rows
    if definition.again == "days":
        since = timezone.now() - timedelta(days=definition.again_days)
        return rows.filter(started_at__gte=since) | rows.live()
    return rows.live()


def _halted(definition: Definition, it: Any, acts_as: User, reason: str) -> None:
    """Tell once an hour: what runs wild must not also ring without end."""
    if limits.within("flow-halted", definition.key, most=1, seconds=_HOUR):
        told = events.FlowHalted(name=str(definition.label), reason=reason, owner=acts_as.pk)
        record(told, on=[it])


def _begun(
    definition: Definition,
    it: Any,
    acts_as: User,
    entry: str,
    by: User | None,
    cause: Event | None,
) -> Run:
    now = timezone.now()
    with translation.override(acts_as.language):
        snapshot = definition.snapshot()
    if by is not None:
        cause = record(events.FlowStarted(name=snapshot["label"]), on=[it], by=by)
    heard = heard_by(definition.type, snapshot["steps"], snapshot["stops_on"])
    run = Run.objects.create(
        flow=definition.key,
        entry=entry,
        definition=snapshot,
        type=definition.type,
        record_id=it.pk,
        hears=" ".join(expanded(heard)),
        acts_as=acts_as,
        started_by=by,
        cause=cause,
        depth=cause.depth if cause else 0,
        started_at=now,
        due_at=now,
    )
    if heard:
        Ear.objects.bulk_create(
            Ear(run=run, type=key, record_id=pk) for key, pk in stood_with(it, definition.type)
        )
    return run


def start_by_hand(definition: Definition, record: Any, *, by: User) -> Run:
    """A colleague starts a flow on a record that they may change; it acts in their name. Raises Refused."""
    if not by.can("automation.start_flow") or not may(record, by, "change"):
        raise Refused(_("You may not start this here."), status=403)
    run = start_run(definition, record.pk, acts_as=by, entry=uuid.uuid4().hex, by=by)
    if run is None:
        raise Refused(_("This runs here already, or ran here before."))
    return run


def start_on(event: Event) -> int:
    """Start what is switched on and starts on this event, for each record it concerns; gives how many."""
    wanted = {
        key: [s for s in one.starts if event.kind in s.get("kinds", ())]
        for key, one in FLOWS.items()
    }
    asked = [key for key, starts in wanted.items() if starts]
    started = 0
    for row in Flow.objects.filter(key__in=asked, is_on=True).select_related("acts_as"):
        one = FLOWS[row.key]
        ids = event.links.filter(type=one.type).values_list("record_id", flat=True)
        for pk in ids:
            started += _starts(one, wanted[row.key], pk, row.acts_as, event)
    return started


def _starts(
    one: Definition, starts: Sequence[dict[str, Any]], pk: int, acts_as: Any, event: Event
) -> bool:
    if not any(holds(start["rule"], one.type, pk, acts_as) for start in starts):
        return False
    entry = f"event-{event.pk}-{pk}"
    return start_run(one, pk, acts_as=acts_as, entry=entry, cause=event) is not None


def start_on_days(day: date, hour: int) -> int:
    """Start what is switched on for records whose day has come, once for each day; gives how many.

    At most 500 records of a flow a time; those that entered, or may not enter, are left out the next time.
    """
    started = 0
    for row in Flow.objects.filter(is_on=True).select_related("acts_as"):
        one = FLOWS.get(row.key)
        for start in one.starts if one else ():
            if one and start["start"] == "day" and start["hour"] <= hour:
                started += _on_day(one, start, row.acts_as, day)
    return started


def _on_day(one: Definition, start: dict[str, Any], acts_as: Any, day: date) -> int:
    column, meant = start["column"], day - timedelta(days=start["after"])
    rows = all_that_hold(start["rule"], one.type, acts_as).filter(**{column: meant})
    entered = Run.objects.filter(flow=one.key, entry__endswith=f"-{meant}")
    for out in (entered, _barring(one)):
        rows = rows.exclude(pk__in=out.values("record_id"))
    count = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:A_TIME]):
        entry = f"day-{pk}-{meant}"
        count += start_run(one, pk, acts_as=acts_as, entry=entry) is not None
    return count
