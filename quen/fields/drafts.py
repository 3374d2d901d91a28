"""Reading what comes in about a record into what actions write: one way for every type.

The shape is the API's (docs/api.md). Everything wrong is gathered, so that a person gets all the
words at once. Rooms lend what is special about their nouns as a `Shape`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import Field, catalogue
from quen.fields.models import File
from quen.fields.reading import EMPTY, Reader, reader_for, stored
from quen.kit.records import TYPES
from quen.kit.refused import Refused

Seen = tuple[str, int]  # a record's type ("user" for a colleague) and id


class Invalid(Refused):
    """What was given cannot be read: words by field, 400 in the API."""

    def __init__(self, message: Any, errors: dict[str, str]) -> None:
        super().__init__(message, errors=errors, status=400)


@dataclass
class Draft:
    """What to write: columns, custom values, tags (None: leave), and parts in tables of their own."""

    columns: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    tags: list[str] | None = None
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Taking:
    """One value on its way into a draft, with who gives it and how it is to be read."""

    draft: Draft
    key: str
    value: Any
    reader: Reader
    by: Any
    seen: Collection[Seen] = ()


@dataclass(frozen=True)
class Shape:
    """What is special about a type: keys that are no plain column, what a new one needs, and what
    follows from what. A taker raises ValueError in words for a person."""

    type: str
    takers: Mapping[str, Callable[[Taking], None]] = field(default_factory=dict)
    rights: Mapping[str, str] = field(default_factory=dict)
    missing: Callable[[Draft], dict[str, str]] = lambda draft: {}
    derive: Callable[[Draft], None] = lambda draft: None


SHAPES: dict[str, Shape] = {}


def take_currency(taking: Taking) -> None:
    """A taker for the column `currency`: three letters (ISO 4217)."""
    text = str(taking.value or "").strip().upper()
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise ValueError(_("A currency has three letters, such as VND."))
    taking.draft.columns["currency"] = text


def shape(type_key: str, **facts: Any) -> Shape:
    """Lend a shape. Raises ValueError where the type has one."""
    if type_key in SHAPES:
        raise ValueError(f"the shape of {type_key} exists already")
    SHAPES[type_key] = Shape(type=type_key, **facts)
    return SHAPES[type_key]


def read_draft(
    type_key: str,
    given: Mapping[str, Any],
    *,
    by: Any,
    new: bool,
    reader: Reader | None = None,
    known: Mapping[str, Field] | None = None,
    seen: Collection[Seen] = (),
) -> Draft:
    """Read and check. Raises Invalid with an error for each field that is unknown, not writable for
    `by`, or not understood; ids inside are checked for `by` (SR-04). For a caller who reads many,
    `known` are the writable fields by what writes them, `seen` what `by` was found to see."""
    special = SHAPES[type_key]
    if known is None:
        known = {f.write: f for f in catalogue(type_key, by).writable()}
    reader, draft, errors = reader or reader_for(by), Draft(), dict[str, str]()
    for key, value in _flat(given).items():
        try:
            _take(special, known, Taking(draft, key, value, reader, by, seen))
        except (ValueError, TypeError) as error:
            errors[key] = str(error)
    if new:
        errors = _missing(draft, known) | special.missing(draft) | errors
    if errors:
        raise Invalid(_("Some fields could not be understood."), errors)
    special.derive(draft)
    return draft


def given_keys(given: Mapping[str, Any]) -> list[str]:
    """The catalogue keys an input names."""
    return list(_flat(given))


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    if "custom" not in given:
        return dict(given)
    flat = {k: v for k, v in given.items() if k != "custom"}
    custom = given.get("custom") or {}
    if not isinstance(custom, Mapping):
        return flat | {"custom": custom}
    return flat | {f"custom.{key}": value for key, value in custom.items()}


def _take(special: Shape, known: Mapping[str, Field], taking: Taking) -> None:
    key = taking.key
    if special.rights.get(key, key) not in known:
        raise ValueError(_("There is no such field, or it cannot be written."))
    if key in special.takers:
        special.takers[key](taking)
    elif key == "tags":
        taking.draft.tags = words(taking.value)
    elif known[key].custom is not None:
        taking.draft.custom[key.removeprefix("custom.")] = checked(known[key], taking)
    else:
        take_column(known[key], taking)


def take_column(known: Field, taking: Taking) -> None:
    """Put a plain column's value into the draft, as its column holds it."""
    kept, columns = checked(known, taking), taking.draft.columns
    if known.kind == "money":
        kept = kept or {"amount": None, "currency": taking.reader.currency}
        amount = kept["amount"]
        columns[known.key] = None if amount is None else Decimal(amount)
        columns["currency"] = kept["currency"]
    elif known.kind == "number":
        columns[known.key] = None if kept is None else whole(kept)
    elif known.kind in ("date", "datetime"):
        columns[known.key] = kept and _moment(known.kind, kept)
    elif known.kind in ("relation", "user", "team"):
        columns[known.key] = kept
    else:
        columns[known.key] = kept or ""


def _moment(kind: str, kept: str) -> date | datetime:
    return date.fromisoformat(kept) if kind == "date" else datetime.fromisoformat(kept)


def checked(known: Field, taking: Taking) -> Any:
    """The stored value; a record or colleague named in it must be one that `by` may see."""
    kept = stored(known, taking.value, taking.reader)
    if kept is None:
        if known.required:
            raise ValueError(_("This is required."))
        return None
    if known.kind in ("user", "relation") and (known.related or "user", kept) in taking.seen:
        return kept
    if known.kind == "user" and not User.objects.active().filter(pk=kept).exists():
        raise ValueError(_("There is no such colleague."))
    if known.kind == "relation" and not _may_see(known.related, kept, taking.by):
        raise ValueError(_("There is no such record."))
    return _file(kept, taking.by) if known.kind == "file" else kept


def _may_see(type_key: str, pk: int, by: Any) -> bool:
    return type_key in TYPES and TYPES[type_key].visible_to(by).filter(pk=pk).exists()


def _file(kept: Mapping[str, Any], by: Any) -> dict[str, Any]:
    """What a record keeps of a file; the name and size are ours to tell, not the giver's."""
    pk = str(kept.get("id"))
    fits = pk.isdecimal() and len(pk) < 19
    found = File.objects.visible_to(by).filter(pk=int(pk)).first() if fits else None
    if found is None:
        raise ValueError(_("There is no such file."))
    return found.short


def whole(text: str) -> int:
    """A whole number of a column. Raises ValueError in words for a person."""
    if "." in text or not 0 <= int(text) < 2**31:
        raise ValueError(_("Give a whole number."))
    return int(text)


def words(value: Any) -> list[str]:
    """A list of words, from a list or a text with commas."""
    if isinstance(value, str):
        value = [part for part in value.replace(";", ",").split(",") if part.strip()]
    if value in EMPTY:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(_("Give a list of words."))
    return value


def _missing(draft: Draft, known: Mapping[str, Field]) -> dict[str, str]:
    required = (f for f in known.values() if f.required)
    return {f.key: _("This is required.") for f in required if not _given(draft, f)}


def _given(draft: Draft, known: Field) -> bool:
    if known.custom is not None:
        return draft.custom.get(known.custom.key) is not None
    return draft.columns.get(known.key) not in EMPTY
