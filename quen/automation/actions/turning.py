"""A run takes its next step: the step's effects and the run's advance are stored together, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.automation import events, timing
from quen.automation.actions.asking import answer_of, ask
from quen.automation.answers import is_meant
from quen.automation.holding import holds
from quen.automation.models import Ask, Run, RunStep
from quen.automation.steps import STEPS
from quen.kit import leases, records
from quen.kit.refused import Refused
from quen.timeline.log import TooDeep, caused_by, record
from quen.timeline.models import Event, EventLink

MOST_STEPS = 500
VIA = "flow"


@dataclass(frozen=True)
class Turn:
    """A run that is awake: its record, in whose name it acts, the step to take, since when."""

    run: Run
    record: Any
    by: User
    step: dict[str, Any]
    began: datetime


@dataclass(frozen=True)
class On:
    """The step is done."""

    output: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rest:
    """The step goes on later: at a moment, or (None) when somebody wakes the run."""

    until: datetime | None
    state: str = Run.State.WAITING


@dataclass(frozen=True)
class Over:
    """The run ends here, for a reason in words."""

    reason: str = ""
    state: str = Run.State.STOPPED
    output: dict[str, Any] = field(default_factory=dict)


Result = On | Rest | Over


def turn(row: Run) -> None:
    """Take the next step of a run that was claimed. Raises LostLease where it went to another worker,
    Refused and whatever the step raises: then nothing of the step stands."""
    run = Run.objects.select_for_update().filter(pk=row.pk, fence=row.fence, done_at=None).first()
    if run is None:
        raise leases.LostLease(f"run {row.pk}")
    by = User.objects.get(pk=run.acts_as_id)
    setattr(by, "via", VIA)  # noqa: B010 - how the log learns by which way
    run.began_at = run.began_at or timezone.now()
    with translation.override(by.language):
        _settle(run, row, _result(run, by))


def _result(run: Run, by: User) -> Result:
    if not by.is_active:
        return _halt(run, None, by, _("The colleague in whose name it acts is switched off."))
    it = records.held(run.type, run.record_id, by)
    if it is None:
        words = _("Its record is gone, or no longer to be seen by %s.") % by.full_name
        return _halt(run, None, by, words)
    if answered := _stopped_by(run):
        return Over(_("It stops on: %s.") % answered)
    if run.step is None:
        return Over(state=Run.State.DONE)
    if run.taken >= MOST_STEPS:
        return _halt(run, it, by, _("It took more steps than a run may take."))
    begun = Turn(run, it, by, run.step, run.began_at or timezone.now())
    try:
        with caused_by(run.cause), transaction.atomic():
            return KINDS[run.step["step"]](begun)
    except TooDeep:
        return _halt(run, it, by, _("One automation set off the next more than eight times."))


def _halt(run: Run, it: Any, by: User, reason: str) -> Over:
    """A run that cannot go on: tell its owner why, on the record as far as they see it."""
    told = events.FlowHalted(name=run.definition["label"], reason=reason, owner=by.pk)
    record(told, on=[it])
    return Over(reason)


def _stopped_by(run: Run) -> str:
    """The event since the start that ends the run wherever it stands, as filters call it; empty for none."""
    found = happened(run, run.definition["stops_on"], run.started_at)
    return found.kind if found else ""


def happened(run: Run, kinds: list[str], since: datetime) -> Event | None:
    """The first of these events since then on a record that the run listens to.

    The log is asked, and not what woke the run: nothing is missed between two steps.
    """
    if not kinds:
        return None
    for ear in run.ears.all():
        links = EventLink.objects.filter(type=ear.type, record_id=ear.record_id, at__gte=since)
        links = links.filter(event__kind__in=run.hears.split())
        for link in links.select_related("event").order_by("at")[:200]:
            if is_meant(link.event, kinds):
                return link.event
    return None


def _do(begun: Turn) -> Result:
    step = STEPS.get(begun.step["verb"])
    if step is None or not step.takes(begun.run.type):
        raise Refused(_("There is no step “%s” for this record.") % begun.step["verb"])
    if not begun.by.can(step.needs):
        raise Refused(_("%(who)s may not do this: %(what)s.") % {"who": begun.by.full_name, "what": step.label})  # fmt: skip
    form = step.asks(data=_filled(begun.step["input"], begun.record, begun.run.type))
    if not form.is_valid():
        said = [f"{key}: {words[0]}" for key, words in form.errors.items()]
        raise Refused(_("The step was given what it cannot read: %s") % "; ".join(said))
    return On(dict(step.do(begun.record, by=begun.by, **form.cleaned_data) or {}))


def _filled(given: dict[str, Any], it: Any, type_key: str) -> dict[str, Any]:
    """Texts with {record} as the record's name."""
    title = records.TYPES[type_key].title(it)
    return {k: v.replace("{record}", title) if isinstance(v, str) else v for k, v in given.items()}


def _wait(begun: Turn) -> Result:
    until = timing.ends_at(begun.step, begun.record, begun.began)
    return On() if until <= timezone.now() else Rest(until)


def _wait_for(begun: Turn) -> Result:
    step = begun.step
    if found := happened(begun.run, step["kinds"], begun.began):
        return On({"event": found.pk, "kind": found.kind})
    limit = timing.limit_of(step, begun.began)
    if limit is None or limit > timezone.now():
        return Rest(limit)
    if step["otherwise"] == "stop":
        return Over(_("What it waited for did not happen in time."))
    return On({"event": None})


def _ask(begun: Turn) -> Result:
    run, step = begun.run, begun.step
    asked = answer_of(run)
    if asked is None:
        ask(
            begun.record,
            step["question"],
            step["whom"],
            by=begun.by,
            hours=step["hours"] or None,
            run=run,
        )
        return Rest(None, Run.State.ASKING)
    if asked.is_open:
        return Rest(None, Run.State.ASKING)
    output = {"ask": asked.pk, "decision": asked.state, "note": asked.note}
    if asked.state != Ask.State.APPROVED and step["refused"] == "stop":
        return Over(_("It was not approved. %s") % asked.note, output=output)
    return On(output)


def _stop_if(begun: Turn) -> Result:
    step, run = begun.step, begun.run
    if step["rule"] and holds(step["rule"], run.type, run.record_id, begun.by):
        return Over(_("The condition to stop holds."))
    if found := happened(run, step["kinds"], run.started_at):
        return Over(_("It stops on: %s.") % found.kind)
    return On()


def _end(begun: Turn) -> Result:
    return Over(state=Run.State.DONE)


KINDS: dict[str, Callable[[Turn], Result]] = {
    "do": _do,
    "wait": _wait,
    "wait_for": _wait_for,
    "ask": _ask,
    "stop_if": _stop_if,
    "end": _end,
}


def _settle(run: Run, row: Run, result: Result) -> None:
    """Write down what came of it; `row` is what the lease ticks off or lays down."""
    if isinstance(result, Rest):
        run.state = result.state
        row.rests, row.due_at = True, result.until
    else:
        _advance(run, row, result)
    run.save(update_fields=["state", "position", "taken", "began_at", "context", "ended"])


def _advance(run: Run, row: Run, result: On | Over) -> None:
    now = timezone.now()
    if run.step is not None:
        RunStep.objects.create(
            run=run,
            number=run.taken + 1,
            position=run.position,
            step=run.step,
            output=result.output,
            began_at=run.began_at or now,
            ended_at=now,
        )
        run.taken += 1
    run.began_at = None
    if isinstance(result, On):
        run.position += 1
    if isinstance(result, On) and run.step is not None:
        run.state = Run.State.GOING
        row.rests, row.due_at = True, now
    else:
        over = Over(state=Run.State.DONE) if isinstance(result, On) else result
        close(run, over.state, over.reason)
        row.rests = False


def close(run: Run, state: str, reason: str) -> None:
    """Make a run one that is over: it hears nothing more, and nobody need answer what it asked."""
    run.state, run.ended = state, reason[:300]
    run.ears.all().delete()
    run.asks.filter(state=Ask.State.OPEN).update(
        state=Ask.State.WITHDRAWN, decided_at=timezone.now()
    )


@transaction.atomic
def broke(row: Run, error: Exception) -> None:
    """A try failed: it is written down in words, and tried again later; after five the owner is told."""
    leases.failed(row, error)
    run = Run.objects.filter(pk=row.pk, fence=row.fence, done_at=None).first()
    if run is None or run.step is None:
        return
    now, words = timezone.now(), in_words(error)
    RunStep.objects.create(
        run=run,
        number=run.taken + 1,
        position=run.position,
        step=run.step,
        state=RunStep.State.FAILED,
        error=words[:400],
        began_at=run.began_at or now,
        ended_at=now,
    )
    if run.stuck_at is not None:
        it = records.visible(run.type, run.record_id, run.acts_as)
        _halt(run, it, run.acts_as, words)


def in_words(error: Exception) -> str:
    """An error as a person reads it."""
    if isinstance(error, Refused):
        return " ".join([str(error.message), *map(str, error.errors.values())])
    return _("Something went wrong inside: %s") % type(error).__name__


leases.work("runs", model=Run, do=turn, broke=broke, batch=100)
