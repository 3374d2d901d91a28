"""Giving a list out as a file: CSV, JSON or XLSX, safe in spreadsheets, importing back to the same values.

Rows come in batches of 500 by id, as the one who asks may see them; memory stays flat.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from quen.fields.actions.records import NOUNS
from quen.fields.actions.tags import tags_of
from quen.fields.catalogue import Field, catalogue
from quen.fields.conditions import Node
from quen.fields.sheets import safe
from quen.fields.showing import words_for
from quen.kit.records import TYPES

STEP = 500
FORMATS = ("csv", "xlsx", "json")
_SKIPPED = {"province"}


def exported(type_key: str, user: Any, nodes: Sequence[Node], form: str) -> Iterator[bytes]:
    """The file in pieces. `form` is csv, xlsx or json."""
    fields = [f for f in catalogue(type_key, user).fields.values() if f.key not in _SKIPPED]
    rows = _rows(type_key, user, nodes, fields)
    if form == "json":
        yield from _json(fields, rows)
    elif form == "xlsx":
        yield _xlsx(fields, rows)
    else:
        yield from _csv(fields, rows)


def _rows(
    type_key: str, user: Any, nodes: Sequence[Node], fields: Sequence[Field]
) -> Iterator[list[Any]]:
    """Plain values, references as names, in the order of ids."""
    words = words_for(user)
    found = TYPES[type_key].visible_to(user, "export").order_by("pk")
    for node in sorted(nodes, key=lambda n: n.cost):
        found = found.filter(node.q())
    after = 0
    while batch := list(found.filter(pk__gt=after)[:STEP]):
        after = batch[-1].pk
        tags = tags_of(type_key, [it.pk for it in batch])
        pairs = [(it, f, _value(it, f, tags)) for it in batch for f in fields]
        words.know((_target(f), v) for _it, f, v in pairs if _target(f) and isinstance(v, int))
        for it in batch:
            yield [it.pk, *(_told(words, f, _value(it, f, tags)) for f in fields)]


def _target(field: Field) -> str:
    return {"user": "user", "team": "team"}.get(field.kind, field.related)


def _value(it: Any, field: Field, tags: dict[int, Any]) -> Any:
    if field.kind == "tags":
        return [tag.name for tag in tags[it.pk]]
    return NOUNS[field.type].value(it, field.key)


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


def _csv(fields: Sequence[Field], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_heads(fields))
    yield "\ufeff".encode()
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        if buffer.tell() > 64_000:
            yield _taken(buffer)
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


def _xlsx(fields: Sequence[Field], rows: Iterator[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_heads(fields))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    buffer: BinaryIO = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer.read()


def _cell(sheet: Any, value: Any) -> Any:
    """Text stays text: a workbook's cell of type string is never a formula (SR-19)."""
    cell = WriteOnlyCell(sheet, value=str(value).translate(_CONTROL))
    cell.data_type = "s"
    return cell


_CONTROL = {n: None for n in range(32) if n not in (9, 10, 13)}
