"""People switch flows on and off, stop runs, and let them try again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.automation import events
from quen.automation.actions.turning import close
from quen.automation.flows import FLOWS
from quen.automation.models import Flow, Run
from quen.kit import leases, records
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def switch_flow(key: str, on: bool, *, by: User) -> Flow:
    """Switch a flow on, from now in the name of `by`, or off; what runs goes on. Raises Refused."""
    one = FLOWS.get(key)
    if one is None:
        raise Refused(_("There is no such automation."), status=404)
    if not by.can("automation.manage_flows"):
        raise Refused(_("You may not do this."), status=403)
    row, _new = Flow.objects.select_for_update().get_or_create(key=key)
    if row.is_on == on:
        return row
    row.is_on, row.acts_as, row.switched_at = on, by, timezone.now()
    row.save()
    told = events.FlowSwitchedOn if on else events.FlowSwitchedOff
    record(told(name=str(one.label)), on=[], by=by)
    return row


@transaction.atomic
def stop_run(run: Run, *, by: User) -> Run:
    """End a run where it stands. Raises Refused for one that is over."""
    run = _locked(run)
    close(run, Run.State.STOPPED, _("%s stopped it.") % by.full_name)
    run.done_at, run.due_at, run.stuck_at = timezone.now(), None, None
    run.save()
    record(events.FlowStopped(name=run.definition["label"], reason=run.ended), on=_on(run), by=by)
    return run


@transaction.atomic
def retry_run(run: Run, *, by: User) -> Run:
    """Give a run that got stuck five new tries at the step it failed at. Raises Refused."""
    run = _locked(run)
    if not leases.again(Run.objects.filter(pk=run.pk)):
        raise Refused(_("It is not stuck."))
    record(events.FlowRetried(name=run.definition["label"]), on=_on(run), by=by)
    run.refresh_from_db()
    return run


def _locked(run: Run) -> Run:
    found = Run.objects.select_for_update().live().filter(pk=run.pk).first()
    if found is None:
        raise Refused(_("This is over already."))
    return found


def _on(run: Run) -> list[Any]:
    return [records.TYPES[run.type].model._base_manager.filter(pk=run.record_id).first()]
