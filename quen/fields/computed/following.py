"""After a change: which records have a computed field that it may have touched."""

from collections.abc import Iterable
from typing import Any

from quen.fields.catalogue import all_fields
from quen.fields.computed.keeping import BATCH, work_out
from quen.fields.computed.language import BadExpression, read, tells_time
from quen.fields.computed.specs import RollUp, roll_up_of, spec_of
from quen.fields.models import CustomField
from quen.fields.nouns import NOUNS
from quen.timeline.kinds import KINDS
from quen.timeline.models import Event, EventLink


def anything_computed(kind: str) -> bool:
    """Whether a kind of event may touch a computed field: nobody listens while there is none."""
    return KINDS[kind].group != "audit" and any(_types())


def _types() -> Iterable[str]:
    return (
        key
        for key in NOUNS
        if any(f.custom and f.custom.computed for f in all_fields(key).values())
    )


def follow(event: Event) -> None:
    """Work out what the event may have touched: its own records, and those that its records point at or
    pointed at before."""
    links: dict[str, list[EventLink]] = {}
    for link in EventLink.objects.filter(event=event):
        links.setdefault(link.type, []).append(link)
    for type_key in list(_types()):
        ids = {link.record_id for link in links.get(type_key, ())}
        for roll_up in _roll_ups(type_key):
            ids |= _parents(roll_up, event, links.get(roll_up.type, ()))
        ordered = sorted(ids)
        for n in range(0, len(ordered), BATCH):
            work_out(type_key, ordered[n : n + BATCH])


def _roll_ups(type_key: str) -> Iterable[RollUp]:
    for field in all_fields(type_key).values():
        if field.custom and field.custom.computed and "rollup" in field.custom.computed:
            try:
                yield roll_up_of(field.custom.computed, type_key)
            except BadExpression:
                continue


def _parents(it: RollUp, event: Event, links: Iterable[EventLink]) -> set[int]:
    """Whom the children point at now, and whom they pointed at before this change."""
    links = list(links)
    rows = NOUNS[it.type].model._base_manager.filter(pk__in=[link.record_id for link in links])
    now = rows.exclude(**{it.through.column: None}).values_list(it.through.column, flat=True)
    found: set[int] = set(now)
    for link in links:
        changes: dict[str, Any] = (link.data or event.data or {}).get("changes") or {}
        pair = changes.get(it.through.key) or []
        found |= {pk for pk in pair if isinstance(pk, int) and not isinstance(pk, bool)}
    return found


def timed_fields() -> list[int]:
    """Ids of fields whose result changes with the day: those that ask for today, and roll-ups with a rule."""
    rows = CustomField.objects.live().exclude(computed=None)
    return [row.pk for row in rows if _is_timed(spec_of(row))]


def _is_timed(spec: dict[str, Any]) -> bool:
    if "rollup" in spec:
        return bool(spec["rollup"]["rule"])
    try:
        return tells_time(read(spec["expression"]))
    except BadExpression:
        return False
