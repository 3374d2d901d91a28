"""Giving a list out as a file: CSV, JSON or XLSX, safe in spreadsheets, importing back to the same values.

Rows come in batches of 500 by id, as the one who asks may see them; memory stays flat.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.fields import searching
from quen.fields.actions.tags import tags_of
from quen.fields.catalogue import Field, catalogue
from quen.fields.masking import Mask, mask_for
from quen.fields.nodes import Node
from quen.fields.nouns import NOUNS
from quen.fields.sheets import marked, safe
from quen.fields.showing import words_for
from quen.kit.records import TYPES
from quen.kit.workspace import workspace

STEP = 500
FORMATS = ("csv", "xlsx", "json")


def exported(
    type_key: str,
    user: Any,
    nodes: Sequence[Node],
    form: str,
    *,
    text: str = "",
    bears_name: bool = True,
    tell: Callable[[int], object] = lambda rows: None,
) -> Iterator[bytes]:
    """The file in pieces. `form` is csv, xlsx or json; `tell` hears how many rows are done.

    CSV and XLSX bear the watermark, who took it and when, where an import does not look; but for
    programs, which count lines (`bears_name` is False).
    """
    fields = [f for f in catalogue(type_key, user).fields.values() if not f.only_asked]
    rows = _rows(sought(type_key, user, nodes, text).order_by("pk"), user, fields, tell)
    if form == "json":
        yield from _json(fields, rows)
    elif form == "xlsx":
        from quen.fields.workbook import workbook  # noqa: PLC0415 - every start would pay for openpyxl

        named = (user.full_name, watermark(user)) if bears_name else None
        yield workbook(_heads(fields), rows, named)
    else:
        yield from _csv(fields, rows, user if bears_name else None)


def sought(type_key: str, user: Any, nodes: Sequence[Node], text: str) -> QuerySet[Any]:
    """The records that a list shows and `user` may export."""
    found = TYPES[type_key].visible_to(user, "export").order_by()
    for node in sorted(nodes, key=lambda n: n.cost):
        found = found.filter(node.q())
    if text:
        found = found.filter(pk__in=searching.ids_for(user, type_key, text))
    return found


def watermark(user: Any) -> str:
    """Who took the file away, when, and what of."""
    at = timezone.now().astimezone(ZoneInfo(user.zone))
    words = _("Exported from Quen (%(company)s) by %(who)s <%(email)s> on %(when)s")
    return words % {
        "company": workspace().name,
        "who": user.full_name,
        "email": user.email,
        "when": f"{at:%Y-%m-%d %H:%M %Z}",
    }


def _rows(
    found: QuerySet[Any], user: Any, fields: Sequence[Field], tell: Callable[[int], object]
) -> Iterator[list[Any]]:
    """Plain values, references as names, in the order of ids."""
    words, type_key, done = words_for(user), fields[0].type, 0
    mask = mask_for(user, type_key, leaving=True)
    after = 0
    while batch := list(found.filter(pk__gt=after)[:STEP]):
        after = batch[-1].pk
        done += len(batch)
        tell(done)
        tags = tags_of(type_key, [it.pk for it in batch])
        pairs = [(it, f, _value(it, f, tags, mask)) for it in batch for f in fields]
        words.know((_target(f), v) for _it, f, v in pairs if _target(f) and isinstance(v, int))
        for it in batch:
            yield [it.pk, *(_told(words, f, _value(it, f, tags, mask)) for f in fields)]


def _target(field: Field) -> str:
    return {"user": "user", "team": "team"}.get(field.kind, field.related)


def _value(it: Any, field: Field, tags: dict[int, Any], mask: Mask | None) -> Any:
    if field.kind == "tags":
        return [tag.name for tag in tags[it.pk]]
    value = NOUNS[field.type].value(it, field.key)
    return mask.value(field.key, value) if mask else value


def _told(words: Any, field: Field, value: Any) -> Any:
    """What the file holds: names for ids, keys for choices, ISO for days, decimals as text."""
    if value in (None, "", [], {}):
        return ""
    if target := _target(field):
        return words.showing.titles.get((target, value), str(value))
    if field.kind == "choice" and isinstance(value, int):
        return words.of(field, value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(str(v) for v in (value.get("amount"), value.get("currency")) if v)
    return str(value)


def _heads(fields: Sequence[Field]) -> list[str]:
    return ["id", *(f.key for f in fields)]


def _csv(fields: Sequence[Field], rows: Iterator[list[Any]], user: Any) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_heads(fields))
    yield "\ufeff".encode()
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        if buffer.tell() > 64_000:
            yield _taken(buffer)
    if user is not None:
        writer.writerow([marked(watermark(user)), *[""] * len(fields)])
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    told = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return told


def _json(fields: Sequence[Field], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    heads = _heads(fields)
    yield b"["
    for n, row in enumerate(rows):
        yield (b",\n" if n else b"\n") + orjson.dumps(dict(zip(heads, row, strict=True)))
    yield b"\n]\n"
