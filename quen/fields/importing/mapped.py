"""A row of the file as {field: text}: columns joined, values translated, options filled in."""

from collections.abc import Mapping
from re import sub
from typing import Any

from django.utils.text import slugify

from quen.fields.importing.objects import Row
from quen.fields.sheets import unmarked

# Written by machines and never seen: blanks of no width, marks of direction, the soft hyphen.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\ufeff\u2060\u00ad\u200e\u200f\u202a\u202c"))
_TIDIED = _UNSEEN | dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
# Between the texts of columns that go to one field.
_BETWEEN = {"tags": ", ", "address": ", "}
_LISTED = frozenset({"phone", "email", "more_phones", "more_emails"})


def mapped_row(mapping: Mapping[str, Any], row: Row, number: int = 0) -> Row:
    """The row by field key; `number` is its place in the file (colleagues take turns by it)."""
    values = mapping.get("values") or {}
    out: Row = dict(mapping.get("constants") or {})
    columns = mapping.get("columns") or {}
    # In the order of the file: JSON on PostgreSQL keeps none, and texts are joined.
    for column, cell in row.items():
        if not (key := columns.get(column)):
            continue
        text = tidied(unmarked(cell.strip()))
        translated = str(values.get(key, {}).get(text, text))
        if translated:
            out[key] = f"{out[key]}{between(key)}{translated}" if out.get(key) else translated
    for key, template in (mapping.get("templates") or {}).items():
        out[key] = filled(template, row)
    return _with_options(out, mapping.get("options") or {}, number)


def between(key: str) -> str:
    """What parts the texts of two columns that go to one field."""
    name = key.rpartition(".")[2]
    return "\n" if name in _LISTED else _BETWEEN.get(name, " ")


def tidied(text: str) -> str:
    """The text without what nobody sees; blanks that may not break are blanks."""
    return text if text.isascii() else text.translate(_TIDIED).strip()


def _with_options(out: Row, options: Mapping[str, Any], number: int) -> Row:
    """Tags for all, and the colleagues who take turns, where the row names none itself."""
    if tags := options.get("tags"):
        out["tags"] = ", ".join(filter(None, (out.get("tags", ""), *tags)))
    if (owners := options.get("owners")) and not out.get("owner_id"):
        out["owner_id"] = owners[(number - 1) % len(owners)]
    return out


def filled(template: str, row: Row) -> str:
    """A text with {column} places; "{column|slug}" gives it fit for an address."""

    def place(match: Any) -> str:
        name, _bar, how = match.group(1).partition("|")
        text = row.get(name, "")
        return slugify(text).replace("-", ".") if how == "slug" else text

    return sub(r"\{([^{}]+)\}", place, template)
