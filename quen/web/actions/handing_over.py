"""A colleague leaves: their customers, companies, open deals and tasks go to others, in one step."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.actions.users import disable_user, enable_user
from quen.accounts.models import User
from quen.fields.actions.bulk import MOST_AT_ONCE, start_bulk, undo_bulk
from quen.fields.models import BulkEdit
from quen.kit.refused import Refused
from quen.kit.tasks import every, task
from quen.kit.workspace import today
from quen.timeline.log import record
from quen.web import events
from quen.web.models import HandOver
from quen.web.sharing_out import shares
from quen.work.actions.tasks import change_task
from quen.work.models import Task

UNDO_WITHIN = timedelta(days=1)
TASKS_AT_ONCE = 100
ENDED = (BulkEdit.State.DONE, BulkEdit.State.CANCELLED, BulkEdit.State.UNDONE)


@transaction.atomic
def hand_over(
    leaver: User,
    *,
    rule: str,
    receivers: Sequence[User],
    on: date,
    switch_off: bool,
    by: User,
) -> HandOver:
    """Plan a hand-over, and begin where its day has come. Raises Refused where nobody may receive.

    `rule` is one, round or team; for a team the receivers are those who work in the leaver's team.
    """
    chosen = _receivers(leaver, rule, receivers)
    if leaver.pk == by.pk:
        raise Refused(_("Somebody else must hand over your own book."))
    if on < today():
        raise Refused(_("Choose today or a day to come."), errors={"on": _("Choose a later day.")})
    open_ones = HandOver.objects.filter(leaver=leaver, state__in=("planned", "running"))
    if open_ones.exists():
        raise Refused(_("This book is being handed over already."))
    run = HandOver.objects.create(
        leaver=leaver,
        by=by,
        rule=rule,
        receivers=[one.pk for one in chosen],
        on=on,
        switch_off=switch_off,
    )
    if on <= today():
        return begin(run)
    told = events.HandOverPlanned(name=leaver.full_name, on=on.isoformat())
    record(told, on=[leaver, *chosen], by=by)
    return run


def _receivers(leaver: User, rule: str, given: Sequence[User]) -> list[User]:
    if rule == HandOver.Rule.TEAM:
        mates = User.objects.active().filter(team=leaver.team_id, team__isnull=False)
        given = list(mates.exclude(pk=leaver.pk).order_by("full_name", "pk"))
    chosen = [one for one in given if one.is_active and one.pk != leaver.pk]
    if not chosen or rule not in HandOver.Rule.values:
        words = _("Choose who is to receive the book.")
        raise Refused(words, errors={"receivers": words})
    return chosen[:1] if rule == HandOver.Rule.ONE else chosen


@transaction.atomic
def begin(run: HandOver) -> HandOver:
    """Switch the leaver off where that is wanted, and have everything moved in batches."""
    run = HandOver.objects.select_for_update().get(pk=run.pk)
    if run.state != HandOver.State.PLANNED:
        raise Refused(_("This hand-over has begun already."))
    chosen = _receivers(run.leaver, "round", list(User.objects.filter(pk__in=run.receivers)))
    if run.switch_off and run.leaver.is_active:
        disable_user(run.leaver, by=run.by)
    order = [pk for pk in run.receivers if pk in {one.pk for one in chosen}]
    given = shares(run.leaver, order)
    run.tasks = [list(pair) for pair in given.pop("task").items()]
    run.runs = [
        start_bulk(key, ids, {"owner_id": owner}, by=run.by).pk
        for key, owned in given.items()
        for owner, ids in _batches(owned)
    ]
    run.state, run.begun_at = HandOver.State.RUNNING, timezone.now()
    run.save()
    counts = {key: len(owned) for key, owned in given.items()} | {"task": len(run.tasks)}
    told = events.HandOverBegun(name=run.leaver.full_name, records=sum(counts.values()))
    record(told, on=[run.leaver, *chosen], by=run.by)
    move_tasks.enqueue(run.pk)
    return run


def _batches(owned: dict[int, int]) -> list[tuple[int, list[int]]]:
    """The records of each new owner, no more than one bulk change may hold."""
    by_owner: dict[int, list[int]] = {}
    for pk, owner in owned.items():
        by_owner.setdefault(owner, []).append(pk)
    return [
        (owner, ids[at : at + MOST_AT_ONCE])
        for owner, ids in by_owner.items()
        for at in range(0, len(ids), MOST_AT_ONCE)
    ]


@every(minutes=30)
@task()
def begin_due() -> None:
    """Begin the hand-overs whose day has come; one that cannot says why."""
    for run in HandOver.objects.filter(state=HandOver.State.PLANNED, on__lte=today()):
        try:
            begin(run)
        except Refused as refused:
            facts = {"state": HandOver.State.FAILED, "error": str(refused.message)}
            HandOver.objects.filter(pk=run.pk).update(**facts)


@task()
def move_tasks(run_id: int) -> None:
    """Give the next hundred tasks to their new owners, and ask for the rest."""
    if _move_some(run_id, back=False):
        move_tasks.enqueue(run_id)


@task()
def take_tasks_back(run_id: int) -> None:
    """Give the next hundred tasks back, and ask for the rest."""
    if _move_some(run_id, back=True):
        take_tasks_back.enqueue(run_id)


@transaction.atomic
def _move_some(run_id: int, *, back: bool) -> bool:
    run = HandOver.objects.select_for_update().get(pk=run_id)
    some = run.tasks[run.position : run.position + TASKS_AT_ONCE]
    owners = User.objects.in_bulk({owner for _pk, owner in some} | {run.leaver_id})
    moved = sum(_move(pk, owners[owner], run, back=back) for pk, owner in some)
    run.position += len(some)
    run.moved += moved
    if run.position >= len(run.tasks) and not back:
        run.state = HandOver.State.DONE
    run.save(update_fields=["position", "moved", "state"])
    return run.position < len(run.tasks)


def _move(pk: int, owner: User, run: HandOver, *, back: bool) -> int:
    """One task; whoever has been given it since keeps it."""
    now, then = (owner, run.leaver) if back else (run.leaver, owner)
    task = Task.objects.filter(pk=pk, owner=now, deleted_at=None).open().first()
    if task is None:
        return 0
    try:
        with transaction.atomic():
            change_task(task, by=run.by, owner=then)
    except Refused:
        return 0
    return 1


@transaction.atomic
def take_back(run: HandOver, *, by: User) -> HandOver:
    """Undo a hand-over within a day: the leaver is switched on again and gets what nobody changed since."""
    run = HandOver.objects.select_for_update().get(pk=run.pk)
    if run.state != HandOver.State.DONE or run.begun_at is None:
        raise Refused(_("Only a hand-over that has ended can be taken back, once."))
    if run.begun_at < timezone.now() - UNDO_WITHIN:
        raise Refused(_("A hand-over can be taken back within a day. Hand over the other way now."))
    runs = list(BulkEdit.objects.filter(pk__in=run.runs))
    if any(one.state not in ENDED for one in runs):
        raise Refused(_("Records are still being moved. Wait until that has ended."))
    if not run.leaver.is_active:
        enable_user(run.leaver, by=by)
    for one in runs:
        undo_bulk(one, by=by)
    run.state, run.position, run.moved = HandOver.State.UNDONE, 0, 0
    run.save(update_fields=["state", "position", "moved"])
    record(events.HandOverTakenBack(name=run.leaver.full_name), on=[run.leaver], by=by)
    take_tasks_back.enqueue(run.pk)
    return run


def figures(run: HandOver) -> dict[str, Any]:
    """What moved, by type and new owner, and what did not and why."""
    rows: dict[tuple[str, int], int] = {}
    skipped: list[tuple[str, int, str]] = []
    for one in BulkEdit.objects.filter(pk__in=run.runs):
        key = (one.type, one.given["owner_id"])
        rows[key] = rows.get(key, 0) + one.changed
        skipped += [(one.type, pk, why) for pk, why in one.skipped]
    going_on = BulkEdit.objects.filter(pk__in=run.runs).exclude(state__in=ENDED).exists()
    return {"rows": rows, "skipped": skipped, "going_on": going_on or run.state == "running"}
