"""The merge page as plain facts: the records side by side, what differs, what will come along."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from quen.fields.catalogue import Field
from quen.fields.merging import choosing
from quen.fields.merging.follows import FOLLOWS
from quen.fields.models import Merge
from quen.fields.record_pages import PAGES, as_read, pairs_in, standing_on
from quen.fields.record_values import Showing, showing_for, shown
from quen.kit import days
from quen.kit.records import TYPES
from quen.timeline.reading import Line

Held = Mapping[int, Mapping[str, Any]]
NOTHING: tuple[Any, ...] = (None, "", [], {})


def side_by_side(
    type_key: str, records: Sequence[Any], survivor: Any, choices: Mapping[str, int], user: Any
) -> dict[str, Any]:
    """Columns are the records, rows the fields `user` may choose; `same` are those that agree."""
    page = PAGES[type_key]
    standing = {it.pk: standing_on(page, it, user) for it in records}
    values = {it.pk: as_read(page, it, user, standing[it.pk]) for it in records}
    pairs = {pair for held in values.values() for pair in pairs_in(page, user, held)}
    showing = showing_for(user, pairs)
    losers = [it for it in records if it.pk != survivor.pk]
    stands = choosing.chosen(type_key, choices, survivor, losers)
    rows = [
        _row(field, records, (standing, values), stands.get(key, survivor).pk, showing)
        for key, field in choosing.choosable(type_key, user).items()
    ]
    rows = [row for row in rows if any(cell["value"] for cell in row["cells"])]
    return {
        "columns": [_column(type_key, it, survivor, records, showing) for it in records],
        "differing": [row for row in rows if row["differs"]],
        "same": [row for row in rows if not row["differs"]],
        "moving": moving(type_key, losers),
        "survivor": survivor.pk,
        "name": TYPES[type_key].title(survivor),
    }


def _column(
    type_key: str, it: Any, survivor: Any, records: Sequence[Any], showing: Showing
) -> dict[str, Any]:
    told = (showing.language, showing.zone, showing.era)
    ids = ",".join(str(one.pk) for one in records)
    return {
        "pk": it.pk,
        "title": TYPES[type_key].title(it),
        "url": TYPES[type_key].url(it.pk),
        "added": days.ago(it.created_at, timezone.now(), *told),
        "kept": it.pk == survivor.pk,
        "keep_url": f"{reverse('records:merge', args=[type_key])}?ids={ids}&keep={it.pk}",
    }


def _row(
    field: Field,
    records: Sequence[Any],
    known: tuple[Held, Held],
    stands: int,
    showing: Showing,
) -> dict[str, Any]:
    """`known` are the values as they stand, which are compared, and as the user reads them."""
    held, read = ([values[it.pk].get(field.key) for it in records] for values in known)
    return {
        "key": field.key,
        "label": field.label,
        "differs": any(one != held[0] for one in held if (one, held[0]) != (None, "")),
        "unites": field.key in choosing.MERGEABLE[field.type].parts,
        "cells": [
            {
                "pk": it.pk,
                "value": shown(field, value, showing) if value not in NOTHING else "",
                "chosen": it.pk == stands,
                "title": TYPES[field.type].title(it),
            }
            for it, value in zip(records, read, strict=True)
        ],
    }


def moving(type_key: str, losers: Sequence[Any]) -> list[str]:
    """What will come along, as "12 notes"."""
    told = []
    for follow in FOLLOWS:
        rows = follow.rows(type_key, [it.pk for it in losers]) if follow.counted else None
        if rows is not None and follow.counted and (count := rows.count()):
            told.append(follow.counted(count))
    return told


def to_undo(record: Any, type_key: str, lines: Sequence[Line], *, editable: bool) -> dict[str, Any]:
    """The latest merge into this record that its timeline tells of, while it can be undone."""
    told = max((line.merge for line in lines), default=0)
    if not told or not editable:
        return {}
    return undoable(type_key, record.pk, timezone.now())


def undoable(type_key: str, pk: int, now: datetime) -> dict[str, Any]:
    """The merge that can be undone next, with where to."""
    rows = Merge.objects.standing().filter(type=type_key, survivor_id=pk, emptied=False)
    merge = rows.order_by("-pk").first()
    if merge is None or merge.at < now - choosing.UNDOABLE:
        return {}
    return {"merge": merge.pk, "url": reverse("records:unmerge", args=[type_key, pk, merge.pk])}
