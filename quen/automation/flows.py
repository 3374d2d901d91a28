"""Flows: what starts them, what they do one after the other, what stops them.

    flow(
        "deal.thanks", label=_("Say thank you"), about=_("…"), type="deal",
        starts=[on("deal.won", rule={"field": "amount", "op": ">", "value": 1000000})],
        steps=[wait(days=1, working=True, at="09:00"), do("task.add", title=_("Say thank you"))],
        stops_on=[ANSWERED],
    )

A definition is plain data, so that a run keeps the one it began with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from quen.automation.answers import expanded

Words = str | Promise
Spec = dict[str, Any]
AGAIN = ("once", "always", "days")
# More than this in an hour is a flow that runs wild, not a busy day.
MOST_AN_HOUR = 2000


@dataclass(frozen=True)
class Definition:
    """`again` says when a record may enter once more: once, always, or "days" (not within `again_days`).
    `stops_on` are kinds of events that end it wherever it stands. `by_hand` lets colleagues start it."""

    key: str
    label: Words
    type: str
    steps: tuple[Spec, ...]
    about: Words = ""
    starts: tuple[Spec, ...] = ()
    stops_on: tuple[str, ...] = ()
    again: str = "once"
    again_days: int = 0
    by_hand: bool = False
    most_an_hour: int = MOST_AN_HOUR
    more: Mapping[str, Any] = field(default_factory=dict)

    def snapshot(self) -> dict[str, Any]:
        """As a run keeps it, with its words in the language that is spoken now."""
        kept = {"label": self.label, "steps": self.steps, "stops_on": self.stops_on, **self.more}
        spoken: dict[str, Any] = _spoken(kept)
        return spoken


FLOWS: dict[str, Definition] = {}


def flow(
    key: str, *, starts: Iterable[Spec] = (), steps: Iterable[Spec], **facts: Any
) -> Definition:
    """Lend a flow. Raises ValueError where the key is taken or the re-entry rule is none."""
    if key in FLOWS:
        raise ValueError(f"the flow {key} exists already")
    if facts.get("again", "once") not in AGAIN:
        raise ValueError(f"{key}: again is one of {AGAIN}")
    stops = tuple(facts.pop("stops_on", ()))
    FLOWS[key] = Definition(
        key=key, starts=tuple(starts), steps=tuple(steps), stops_on=stops, **facts
    )
    _listened.clear()
    return FLOWS[key]


def on(*kinds: str, rule: Spec | None = None) -> Spec:
    """Start when such an event happens to a record for which `rule` (a condition) holds."""
    return {"start": "event", "kinds": list(kinds), "rule": rule}


def on_day(column: str, *, after: int = 0, hour: int = 9, rule: Spec | None = None) -> Spec:
    """Start `after` days after the day in a field (negative: before it), at an hour of the business zone."""
    return {"start": "day", "column": column, "after": after, "hour": hour, "rule": rule}


def do(verb: str, **given: Any) -> Spec:
    """Do what a room lends (`quen.automation.steps`)."""
    return {"step": "do", "verb": verb, "input": given}


def wait(*, days: int = 0, hours: int = 0, working: bool = False, at: str = "") -> Spec:
    """Wait so long; `working` counts working days and hours only, `at` ("09:00") is an hour of the last day."""
    return {"step": "wait", "days": days, "hours": hours, "working": working, "at": at}


def wait_until(
    column: str, *, words: Words, after: int = 0, at: str = "09:00", working: bool = False
) -> Spec:
    """Wait until a day after (negative: before) the one in a field; `working` moves on to a working hour.
    `words` tell people what for."""
    facts: Spec = {"column": column, "days": after, "at": at, "working": working, "words": words}
    return {"step": "wait", **facts}


def wait_for(*kinds: str, days: int = 0, hours: int = 0, otherwise: str = "go_on") -> Spec:
    """Wait for one of these events, for so long at most (0: for ever); `otherwise` is go_on or stop."""
    return {"step": "wait_for", "kinds": list(kinds), "days": days, "hours": hours, "otherwise": otherwise}  # fmt: skip


def ask(question: Words, *whom: str, hours: int = 0, refused: str = "stop") -> Spec:
    """Ask in turn ("manager", "owner", "role:sales", "user:7"), each for `hours` (0: for ever); where it is
    refused, `stop` or `go_on`."""
    return {"step": "ask", "question": question, "whom": list(whom), "hours": hours, "refused": refused}  # fmt: skip


def stop_if(*, rule: Spec | None = None, kinds: Iterable[str] = ()) -> Spec:
    """End here where a condition holds, or where one of these events has happened since the start."""
    return {"step": "stop_if", "rule": rule, "kinds": list(kinds)}


def end() -> Spec:
    """End here."""
    return {"step": "end"}


_lent: set[str] = set()
_listened: list[frozenset[str]] = []


def listens(*kinds: str) -> None:
    """Hear of kinds of events that flows outside this registry start on or wait for."""
    _lent.update(kinds)
    _listened.clear()


def listened() -> frozenset[str]:
    """The kinds of events that some flow names: of others no run is told, and no row is written."""
    if not _listened:
        named = {kind for one in FLOWS.values() for kind in named_in(one)}
        _listened.append(frozenset(expanded(named | _lent)))
    return _listened[0]


def named_in(one: Definition) -> set[str]:
    """The kinds of events that a flow starts on, waits for or stops on."""
    starts = {kind for start in one.starts for kind in start.get("kinds", ())}
    return starts | set(heard_by(one.type, one.steps, one.stops_on))


def heard_by(type_key: str, steps: Iterable[Spec], stops_on: Iterable[str]) -> list[str]:
    """The kinds of events that wake a run; one that waits for a day in a field hears when it changes."""
    found = set(stops_on)
    for one in steps:
        found |= set(one.get("kinds", ()))
        if one.get("column"):
            found.add(f"{type_key}.changed")
    return sorted(found)


def _spoken(value: Any) -> Any:
    """Plain data, words that waited for a language included."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _spoken(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_spoken(inner) for inner in value]
    return value
