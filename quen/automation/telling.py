"""How flows, runs and their steps read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.automation.answers import ANSWERED
from quen.automation.flows import FLOWS, Definition
from quen.automation.models import Run, RunStep
from quen.automation.steps import STEPS
from quen.kit import days, records
from quen.timeline.kinds import label_of

TONES = {"going": "accent", "waiting": "", "asking": "warn", "done": "good", "stopped": ""}


def step_words(step: Mapping[str, Any]) -> str:
    """A step as a short sentence."""
    return _SENTENCES[step["step"]](step)


def _do(step: Mapping[str, Any]) -> str:
    verb = STEPS.get(step["verb"])
    label = str(verb.label) if verb else step["verb"]
    said = next((str(step["input"][k]) for k in ("title", "subject", "text", "name") if step["input"].get(k)), "")  # fmt: skip
    return f"{label}: {said.replace('{record}', '…')}" if said else label


def _wait(step: Mapping[str, Any]) -> str:
    if step.get("column"):
        return str(step["words"])
    count, hours = step.get("days", 0), step.get("hours", 0)
    if step.get("working") and count:
        return ngettext("Wait %d working day", "Wait %d working days", count) % count
    if count:
        return ngettext("Wait %d day", "Wait %d days", count) % count
    if step.get("working"):
        return _("Wait for working hours")
    return ngettext("Wait %d hour", "Wait %d hours", hours) % hours


def _wait_for(step: Mapping[str, Any]) -> str:
    return _("Wait for: %s") % kinds_words(step["kinds"])


def _stop_if(step: Mapping[str, Any]) -> str:
    said = kinds_words(step["kinds"])
    return _("Stop after: %s") % said if said else _("Stop if a condition holds")


_SENTENCES = {
    "do": _do,
    "wait": _wait,
    "wait_for": _wait_for,
    "ask": lambda step: _("Ask: %s") % step["question"],
    "stop_if": _stop_if,
    "end": lambda step: _("End"),
}


def kinds_words(kinds: Iterable[str]) -> str:
    """Kinds of events as filters call them."""
    return ", ".join(_("the customer answers") if k == ANSWERED else label_of(k) for k in kinds)


def start_words(one: Definition) -> str:
    """What a flow starts on."""
    said = [kinds_words(s["kinds"]) for s in one.starts if s["start"] == "event"]
    said += [_day_words(s) for s in one.starts if s["start"] == "day"]
    return " · ".join([*said, *([_("by hand")] if one.by_hand else [])])


def _day_words(start: Mapping[str, Any]) -> str:
    count = abs(start["after"])
    if start["after"] < 0:
        return ngettext("%d day before a day in a field", "%d days before a day in a field", count) % count  # fmt: skip
    return ngettext("%d day after a day in a field", "%d days after a day in a field", count) % count  # fmt: skip


def lines_of(runs: Iterable[Run], user: Any) -> list[dict[str, Any]]:
    """Runs in one line each: record, state, the next step and when."""
    rows = list(runs)
    names = records.titles((run.type, run.record_id) for run in rows)
    return [line_of(run, user, names.get((run.type, run.record_id), "")) for run in rows]


def line_of(run: Run, user: Any, title: str = "") -> dict[str, Any]:
    """A run in one line."""
    stuck = run.stuck_at is not None
    return {
        "pk": run.pk,
        "url": reverse("automation:run", args=[run.pk]),
        "label": run.definition["label"],
        "title": title,
        "record_url": records.TYPES[run.type].url(run.record_id),
        "state": _("Stuck") if stuck else run.get_state_display(),
        "tone": "bad" if stuck else TONES[run.state],
        "next": step_words(run.step) if run.is_live and run.step else run.ended,
        "when": shown(run.due_at, user) if run.state == Run.State.WAITING and not stuck else "",
        "ago": ago(run.started_at, user),
        "live": run.is_live,
        "stuck": stuck,
        "error": run.ended or "",
    }


def log_of(run: Run, user: Any) -> list[dict[str, Any]]:
    """What was done in a run, the first first."""
    return [_logged(one, user) for one in run.log.all()[:500]]


def _logged(one: RunStep, user: Any) -> dict[str, Any]:
    failed = one.state == RunStep.State.FAILED
    return {
        "words": step_words(one.step),
        "failed": failed,
        "icon": "alert-triangle" if failed else "check",
        "said": one.error or _output(one.output),
        "when": shown(one.ended_at, user),
    }


def _output(output: Mapping[str, Any]) -> str:
    note = output.get("note") or ""
    decision = {"approved": _("approved"), "refused": _("refused")}.get(output.get("decision", ""))
    return " ".join(filter(None, (decision, note)))


def coming(run: Run) -> list[str]:
    """The steps that are still to be taken."""
    return [step_words(one) for one in run.steps[run.position :]] if run.is_live else []


def label_of_flow(key: str) -> str:
    """What a flow is called; its key for one that is gone."""
    return str(FLOWS[key].label) if key in FLOWS else key


def shown(at: datetime | None, user: Any) -> str:
    """A moment where the user lives; empty for none."""
    return days.shown_moment(at, user.zone, user.language, _era(user)) if at else ""


def ago(at: datetime, user: Any) -> str:
    """How long ago, in words."""
    return days.ago(at, timezone.now(), user.language, user.zone, _era(user))


def _era(user: Any) -> str:
    return "buddhist" if user.buddhist_years else "common"
