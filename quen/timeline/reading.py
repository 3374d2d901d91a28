"""The log's reading door: what of it a user may see, and how it reads (law 5)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from quen.kit import days, money, records
from quen.timeline.kinds import GUEST, KINDS, told
from quen.timeline.models import Event, EventLink

PAGE = 30
# Fields of events that hold what records were called: for somebody without a name, a phone or mail.
NAMES = ("name", "names")
# The room of fields lends how a value that an event keeps reads for a user: (user, type, key, value).
_read_as: list[Callable[[Any, str, str, Any], Any]] = []


def values_read_as(lent: Callable[[Any, str, str, Any], Any]) -> None:
    """Lend how values of changed fields read for a user: whole or masked."""
    _read_as.append(lent)


@dataclass(frozen=True)
class Line:
    """One entry of a timeline as it is shown. `changes` are (label key, before, after), `merge` is the
    merge that it tells of, `files` are those that came with it."""

    id: int
    at: datetime
    kind: str
    icon: str
    group: str
    sentence: str
    actor: str
    via: str
    changes: tuple[tuple[str, Any, Any], ...]
    because: int | None
    subject: tuple[str, int] | None
    note: str = ""
    merge: int = 0
    files: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cursor:
    """Where a page of a timeline ended."""

    at: datetime
    id: int


def timeline_of(
    it: Model,
    user: Any,
    *,
    groups: Sequence[str] = (),
    before: Cursor | None = None,
    limit: int = PAGE,
) -> tuple[list[Line], Cursor | None]:
    """A page of the record's events, newest first, as far as `user` may see them.

    An event is shown where its subject may be seen; changed fields are shown by field rights.
    Gives the lines and the cursor to go on (None at the end). At most 4 queries.
    """
    links = _links(records.type_of(it), it.pk, groups, before)[: limit * 3]
    rows, here = list(links), (records.type_of(it), it.pk)
    seen = _may_see([link.event for link in rows], user, known={here})
    shown = [link for link in _once(rows) if link.event_id in seen][:limit]
    more = len(rows) == limit * 3 or len(shown) == limit
    end = Cursor(shown[-1].at, shown[-1].event_id) if shown and more else None
    stood = [(here[0], link.stood or here[1]) for link in shown]
    lines = zip(shown, stood, strict=True)
    return [line_of(link.event, user, link.data, here=at) for link, at in lines], end


def _once(links: Iterable[EventLink]) -> Iterable[EventLink]:
    """An event that concerned several records which are one by now is told once."""
    told: dict[int, EventLink] = {}
    for link in links:
        told.setdefault(link.event_id, link)
    return told.values()


def _links(key: str, pk: int, groups: Sequence[str], before: Cursor | None) -> QuerySet[EventLink]:
    links = EventLink.objects.filter(type=key, record_id=pk).select_related("event__actor")
    if groups:
        kinds = [name for name, declared in KINDS.items() if declared.group in groups]
        links = links.filter(event__kind__in=kinds)
    if before:
        links = links.filter(Q(at__lt=before.at) | Q(at=before.at, event_id__lt=before.id))
    return links.order_by("-at", "-event_id")


def visible_events(events: Iterable[Event], user: Any) -> list[Event]:
    """Those events that this user may see (API, webhooks, notices, live): the subject, and the field that
    talk was about."""
    rows = list(events)
    seen = _may_see(rows, user, known=set())
    return [event for event in rows if event.pk in seen]


def _may_see(events: Iterable[Event], user: Any, known: set[tuple[str, int]]) -> set[int]:
    rows = list(events)
    wanted: dict[str, set[int]] = {}
    for event in rows:
        subject = (event.subject_type, event.subject_id)
        if event.subject_id and subject not in known:
            wanted.setdefault(event.subject_type, set()).add(event.subject_id)
    seen = set(known)
    for key, ids in wanted.items():
        seen |= {(key, pk) for pk in records.visible_ids(key, ids, user)}
    audit = user.can("timeline.view_audit")
    return {
        event.pk
        for event in rows
        if (audit if not event.subject_id else (event.subject_type, event.subject_id) in seen)
        and _may_hear(event, user)
    }


def _may_hear(event: Event, user: Any) -> bool:
    """Talk about one field is for those who may read that field."""
    about = event.data.get("about")
    return not about or bool(user.may_read_field(f"{event.subject_type}.{about}"))


def _unsigned(via: str) -> str:
    """Who did what no colleague did."""
    return _("The customer") if via == GUEST else _("Quen")


def line_of(
    event: Event,
    user: Any,
    per_record: dict[str, Any] | None = None,
    *,
    here: tuple[str, int] | None = None,
) -> Line:
    """An event as a line in the user's language; `here` is the record on whose timeline it stands."""
    data = {**event.data, **(per_record or {})}
    data |= {key: _as_read(event, key, data[key], user) for key in NAMES if key in data}
    actor = event.actor.full_name if event.actor_id and event.actor else _unsigned(event.via)
    declared = KINDS.get(event.kind)
    sentence = (
        told(event.kind, _in_words(event, data, user), actor, elsewhere=_elsewhere(event, here))
        if event.salt
        else _("{actor}: erased").format(actor=actor)
    )
    return Line(
        id=event.pk,
        at=event.at,
        kind=event.kind,
        icon=getattr(declared, "icon", "point"),
        group=getattr(declared, "group", "change"),
        sentence=sentence,
        actor=actor,
        via=event.via,
        changes=tuple(_changes(event, data, user)),
        because=event.because_id,
        subject=(event.subject_type, event.subject_id) if event.subject_id else None,
        note=str(data.get("why") or data.get("note") or ""),
        merge=int(data.get("merge") or 0) if event.kind.endswith(".merged") else 0,
        files=tuple(data.get("files") or ()),
    )


def _elsewhere(event: Event, here: tuple[str, int] | None) -> bool:
    return bool(here) and (event.subject_type, event.subject_id) != here


def _in_words(event: Event, data: dict[str, Any], user: Any) -> dict[str, Any]:
    """Days as the reader writes them, and what stands behind a field, where they may know them. Money stands
    in two fields; a sentence shows it as one amount in the reader's language."""
    behind: dict[str, str] = getattr(KINDS.get(event.kind), "behind", {})
    data |= {key: "…" for key, field in behind.items() if not user.may_read_field(field)}
    era = "buddhist" if user.buddhist_years else "common"
    for key in [key for key, value in data.items() if key.endswith("_on") and value]:
        known = user.may_read_field(f"{event.subject_type}.{key}")
        day = days.shown_day(date.fromisoformat(data[key]), user.language, era) if known else "…"
        data = {**data, key: day}
    amount, currency = data.get("amount"), data.get("currency")
    if not amount or not currency or amount == "…":
        return data
    try:
        shown = money.shown(money.Money(Decimal(str(amount)), str(currency)), user.language)
    except (ArithmeticError, ValueError):
        return data
    return {**data, "amount": shown, "currency": ""}


def _changes(event: Event, data: dict[str, Any], user: Any) -> Iterable[tuple[str, Any, Any]]:
    changed = data.get("changes")
    if not isinstance(changed, dict):
        return
    for key, (before, after) in changed.items():
        if user.may_read_field(f"{event.subject_type}.{key}"):
            yield key, _as_read(event, key, before, user), _as_read(event, key, after, user)


def _as_read(event: Event, key: str, value: Any, user: Any) -> Any:
    for lent in _read_as:
        value = lent(user, event.subject_type, key, value)
    return value
