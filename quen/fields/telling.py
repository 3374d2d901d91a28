"""A record's timeline as it is shown: days, folded edits, before and after in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quen.accounts.visibility import may
from quen.fields.catalogue import Field, all_fields
from quen.fields.file_lines import files_by_id
from quen.fields.merging.showing import to_undo
from quen.fields.record_pages import COMING, PAGES
from quen.fields.record_values import Pair, Showing, pointed_at, showing_for, words
from quen.kit import days
from quen.kit.records import TYPES, type_of
from quen.timeline.labels import label_of_field
from quen.timeline.models import EventLink
from quen.timeline.reading import PAGE, Cursor, Line, timeline_of

FOLD = timedelta(minutes=10)
CHIPS = (
    ("", gettext_lazy("All")),
    ("talk", gettext_lazy("Conversations")),
    ("behaviour", gettext_lazy("Behaviour")),
    ("business", gettext_lazy("Business")),
    ("service", gettext_lazy("Support")),
    ("change", gettext_lazy("Changes")),
)
TONES = {"talk": "retain", "behaviour": "acquire", "business": "convert", "service": "reach"}


@dataclass(frozen=True)
class Asked:
    """Which part of a timeline: a group, where it goes on, or one event to begin with."""

    group: str = ""
    before: Cursor | None = None
    event: int = 0
    limit: int = PAGE
    day: str = ""


def asked(given: Any) -> Asked:
    """Read the page's parameters; what cannot be understood is left out."""
    group = given.get("show", "")
    return Asked(
        group=group if group in dict(CHIPS) else "",
        before=_cursor(given.get("before", "")),
        event=_whole(given.get("event", ""), 2**63 - 1),
        limit=min(max(PAGE, _whole(given.get("shown", ""), 300)), 300),
        day=given.get("day", "")[:10],
    )


def _whole(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _cursor(text: str) -> Cursor | None:
    at, _sign, pk = text.rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return Cursor(moment, _whole(pk, 2**63 - 1)) if moment.tzinfo else None


def told(
    record: Any,
    user: Any,
    wanted: Asked,
    pairs: Iterable[Pair] = (),
    named: Mapping[Pair, str] | None = None,
) -> tuple[dict[str, Any], Showing]:
    """The timeline's context, and the names it needed together with those of `pairs`."""
    before = wanted.before or _from_event(record, wanted.event)
    groups = (wanted.group,) if wanted.group else ()
    lines, end = timeline_of(record, user, groups=groups, before=before, limit=wanted.limit)
    currency = getattr(record, "currency", "")
    here = (type_of(record), record.pk)
    others = {line.subject for line in lines if line.subject and line.subject[0] in PAGES} - {here}
    showing = showing_for(user, {*pairs, *_pairs(lines), *others}, currency, named)
    url = TYPES[here[0]].url(record.pk)
    files = files_by_id([pk for line in lines for pk in line.files], user)
    entries = [_entry(one, showing, url, here) for one in _folded(lines)]
    grouped = _by_day(entries, user, wanted.day)
    upcoming = [] if before or wanted.group else _upcoming(record, user)
    older = f"{end.at.isoformat()}_{end.id}" if end else ""
    last_day = grouped[-1]["key"] if grouped else wanted.day
    facts = {"days": grouped, "older": older, "upcoming": upcoming, "group": wanted.group}
    undo = to_undo(record, here[0], lines, editable=may(record, user, "change"))
    for entry in entries:
        entry["files"] = [files[pk] for pk in entry["files"] if pk in files]
        entry["undo_url"] = undo.get("url") if entry["merge"] == undo.get("merge") else ""
    return {**facts, "undo": undo, "last_day": last_day, "chips": _chips(wanted, url)}, showing


def _from_event(record: Any, event_id: int) -> Cursor | None:
    if not event_id:
        return None
    links = EventLink.objects.filter(type=type_of(record), record_id=record.pk, event_id=event_id)
    link = links.first()
    return Cursor(link.at, event_id + 1) if link else None


def _chips(wanted: Asked, url: str) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": label,
            "active": key == wanted.group,
            "url": f"{url}?show={key}" if key else url,
        }
        for key, label in CHIPS
    ]


def _upcoming(record: Any, user: Any) -> list[dict[str, Any]]:
    return [entry for lent in COMING for entry in lent(type_of(record), record.pk, user)]


@dataclass
class Folded:
    """A line with the older edits that it stands for; `changes` run from the oldest to the newest."""

    line: Line
    changes: dict[str, list[Any]]
    others: list[int]


def _folded(lines: Sequence[Line]) -> list[Folded]:
    made: list[Folded] = []
    for line in lines:
        changes = {key: [was, now] for key, was, now in line.changes}
        last = made[-1] if made else None
        if last and _same_sitting(last, line, lines):
            last.others.append(line.id)
            for key, (was, now) in changes.items():
                last.changes[key] = [was, last.changes.get(key, [was, now])[1]]
        else:
            made.append(Folded(line, changes, []))
    return made


def _same_sitting(last: Folded, line: Line, lines: Sequence[Line]) -> bool:
    newest = last.line
    oldest = next((x for x in lines if last.others and x.id == last.others[-1]), newest)
    same = (line.actor, line.kind, line.subject) == (newest.actor, newest.kind, newest.subject)
    return same and line.kind.endswith(".changed") and oldest.at - line.at <= FOLD


def _pairs(lines: Iterable[Line]) -> set[Pair]:
    found = set()
    for line in lines:
        for key, was, now in line.changes:
            known = _field(line, key)
            found |= {pointed_at(known, was), pointed_at(known, now)} if known else set()
    return {pair for pair in found if pair}


def _field(line: Line, key: str) -> Field | None:
    known = all_fields(line.subject[0]) if line.subject else {}
    return known.get(key) or known.get(
        {"phones": "phone", "emails": "email", "owner": "owner_id"}.get(key, "")
    )


def _entry(one: Folded, showing: Showing, url: str, here: Pair) -> dict[str, Any]:
    line = one.line
    return {
        "key": line.id,
        "icon": line.icon,
        "tone": TONES.get(line.group, ""),
        "sentence": _sentence(line),
        "sub": _sub(one, showing, here),
        "time": days.shown_time(line.at, showing.zone),
        "exact": days.shown_moment(line.at, showing.zone, showing.language, showing.era),
        "at": line.at.isoformat(),
        "moment": line.at,
        "merge": line.merge,
        "files": line.files,
        "url": f"{url}?event={line.id}#event-{line.id}",
    }


def _sentence(line: Line) -> SafeString:
    head, actor, rest = line.sentence.partition(line.actor)
    if head or not actor:
        return format_html("{}", line.sentence)
    return format_html("<b>{}</b>{}", actor, rest)


def _subject(line: Line, showing: Showing, here: Pair) -> list[SafeString]:
    """Whom it happened to, where that is another record; a line is here only for who may see that one."""
    about = line.subject
    name = showing.titles.get(about, "") if about and about != here else ""
    if about is None or not name or name in line.sentence:  # "won the deal Thép hình Q4" says it
        return []
    return [format_html('<a href="{}">{}</a>', TYPES[about[0]].url(about[1]), name)]


def _sub(one: Folded, showing: Showing, here: Pair) -> SafeString:
    rows: list[Any] = [
        _change(one.line, key, was, now, showing)
        for key, (was, now) in one.changes.items()
        if was != now
    ]
    anchors = format_html_join("", '<span id="event-{}"></span>', ((pk,) for pk in one.others))
    times = len(one.others) + 1
    if one.line.note:
        rows.insert(0, one.line.note)
    rows = [*_subject(one.line, showing, here), *rows]
    if one.others:
        rows.append(ngettext("%d edit", "%d edits", times) % times)
    return format_html("{}{}", anchors, format_html_join("\n", "{}", ((row,) for row in rows)))


def _change(line: Line, key: str, was: Any, now: Any, showing: Showing) -> str:
    known = _field(line, key)
    if known is None:
        about = line.subject[0] if line.subject else ""
        known = Field(about, key, label_of_field(about, key), "text")
    before, after = words(known, was, showing), words(known, now, showing)
    return _("%(field)s: %(before)s → %(after)s") % {
        "field": known.label,
        "before": before,
        "after": after,
    }


def label_of(type_key: str, key: str) -> str:
    """The label of a field for the audit log; empty where it is none of a record's."""
    known = all_fields(type_key).get({"phones": "phone", "emails": "email"}.get(key, key))
    return str(known.label if known else _LABELS.get(key, ""))


_LABELS = {
    "address": gettext_lazy("Address"),
    "addresses": gettext_lazy("Address"),
    "handles": gettext_lazy("Chat"),
    "title": gettext_lazy("Title"),
    "due_on": gettext_lazy("Due"),
    "owner": gettext_lazy("Owner"),
    "team_id": gettext_lazy("Team"),
    "stage": gettext_lazy("Stage"),
    "name": gettext_lazy("Name"),
    "sharing": gettext_lazy("Who sees it"),
    "filter": gettext_lazy("Filter"),
    "columns": gettext_lazy("Columns"),
    "sort": gettext_lazy("Sort"),
}


def _by_day(
    entries: Iterable[dict[str, Any]], user: Any, shown_already: str
) -> list[dict[str, Any]]:
    grouped: list[dict[str, Any]] = []
    for entry in entries:
        day = days.business_day(entry["moment"], user.zone)
        if not grouped or grouped[-1]["key"] != day.isoformat():
            again = day.isoformat() == shown_already
            grouped.append(
                {
                    "key": day.isoformat(),
                    "label": "" if again else _heading(day, user),
                    "entries": [],
                }
            )
        grouped[-1]["entries"].append(entry)
    return grouped


def _heading(day: Any, user: Any) -> str:
    back = (days.business_day(timezone.now(), user.zone) - day).days
    if back in (0, 1):
        return _("Today") if back == 0 else _("Yesterday")
    return days.shown_day(day, user.language, "buddhist" if user.buddhist_years else "common")
