"""What a colleague worked on last: the records of their own newest events."""

from collections.abc import Sequence
from typing import Any

from quen.fields.searching import Hit, hit_of
from quen.fields.searching.entries import SEARCHABLE
from quen.kit.records import TYPES
from quen.timeline.models import Event, EventLink

MOST = 6
_LOOKED = 40


def recent_records(user: Any, most: int = MOST, types: Sequence[str] | None = None) -> list[Hit]:
    """Records (of these types) that this user added or changed last and may still see, newest first."""
    events = list(
        Event.objects.filter(actor=user).order_by("-at").values_list("pk", flat=True)[:_LOOKED]
    )
    links = EventLink.objects.filter(event__in=events, type__in=list(types or SEARCHABLE))
    pairs = links.order_by("-at", "-event", "pk").values_list("type", "record_id")[: _LOOKED * 5]
    order = list(dict.fromkeys(pairs))[: most * 3]
    seen: dict[tuple[str, int], Hit] = {}
    for key in {key for key, _pk in order}:
        ids = [pk for of, pk in order if of == key]
        for pk, record in TYPES[key].visible_to(user).in_bulk(ids).items():
            seen[key, pk] = hit_of(TYPES[key], record, user)
    return [seen[pair] for pair in order if pair in seen][:most]
