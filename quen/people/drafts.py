"""Reading what comes in about a contact or a company into what actions write.

The shape is the API's (docs/api.md): short names for primaries, lists for the rest. Everything wrong
is gathered, so that a person gets all the words at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import Field, catalogue
from quen.fields.reading import EMPTY, Reader, reader_for, stored
from quen.kit import days, names, phones
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.sorting import name_key
from quen.kit.text import clean, fold, one_line
from quen.kit.workspace import workspace
from quen.people.models import Handle
from quen.people.staging import stage_named

MOST_HANDLES = 20
EMAIL = Field("contact", "email", "", "email")
_BIRTHDAY = re.compile(r"--(\d\d)-(\d\d)|(\d{4})-(\d\d)-(\d\d)")
_ADDRESS = ("label", "street", "ward", "district", "province", "postcode", "country")
_LISTS = {"emails": "email", "phones": "phone", "handles": ""}


@dataclass
class Draft:
    """What to write: model columns, custom values, and lists (None: leave as it is)."""

    columns: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    handles: dict[str, list[Handle]] = field(default_factory=dict)
    tags: list[str] | None = None
    addresses: list[dict[str, Any]] | None = None
    stage: str | None = None


def read_draft(
    type_key: str, given: Mapping[str, Any], *, by: Any, reader: Reader | None = None, new: bool
) -> Draft:
    """Read and check. Raises Refused with an error for each field that is unknown, not writable for
    `by`, or not understood; ids inside are checked for `by` (SR-04)."""
    reader = reader or reader_for(by)
    draft, errors = Draft(), dict[str, str]()
    known = {f.write: f for f in catalogue(type_key, by).writable()}
    for key, value in _flat(given).items():
        try:
            _take(type_key, draft, key, value, known, reader, by)
        except (ValueError, TypeError) as error:
            errors[key] = str(error)
    if new:
        errors |= _missing(type_key, draft, known)
    if errors:
        raise Refused(_("Some fields could not be understood."), errors=errors)
    _derive(type_key, draft)
    return draft


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    flat = {k: v for k, v in given.items() if k != "custom"}
    custom = given.get("custom") or {}
    if not isinstance(custom, Mapping):
        return flat | {"custom": custom}
    return flat | {f"custom.{key}": value for key, value in custom.items()}


def _take(
    type_key: str, draft: Draft, key: str, value: Any, known: dict, reader: Reader, by: Any
) -> None:
    if key in _LISTS or key in ("email", "phone"):
        _check_writable(key.removesuffix("s") if key != "handles" else "phone", known)
        _take_handles(draft, key, value, reader)
    elif key in ("address", "addresses"):
        draft.addresses = _addresses(value)
    elif key == "tags":
        draft.tags = _words(value)
    elif key not in known:
        raise ValueError(_("There is no such field, or it cannot be written."))
    elif key == "lifecycle_stage":
        draft.stage = _stage(value, known[key], reader)
    elif key == "birthday":
        draft.columns["birthday"] = _birthday(value, reader)
    elif known[key].custom is not None:
        draft.custom[key.removeprefix("custom.")] = _checked(known[key], value, reader, by)
    else:
        _take_column(type_key, draft, known[key], value, reader, by)


def _check_writable(key: str, known: dict) -> None:
    if key not in known:
        raise ValueError(_("There is no such field, or it cannot be written."))


def _take_column(type_key: str, draft: Draft, known: Any, value: Any, reader: Reader, by: Any) -> None:
    kept = _checked(known, value, reader, by)
    if known.kind == "money":
        kept = kept or {"amount": None, "currency": reader.currency}
        draft.columns |= {known.key: kept["amount"], "currency": kept["currency"]}
    elif known.kind == "number":
        draft.columns[known.key] = None if kept is None else _whole(kept)
    elif known.kind in ("relation", "user", "team"):
        draft.columns[known.key] = kept
    else:
        draft.columns[known.key] = kept or ""


def _checked(known: Any, value: Any, reader: Reader, by: Any) -> Any:
    """The stored value; a record or colleague named in it must be one that `by` may see."""
    kept = stored(known, value, reader)
    if kept is None:
        if known.required:
            raise ValueError(_("This is required."))
        return None
    if known.kind == "user" and not User.objects.active().filter(pk=kept).exists():
        raise ValueError(_("There is no such colleague."))
    if known.kind == "relation" and not TYPES[known.related].visible_to(by).filter(pk=kept).exists():
        raise ValueError(_("There is no such record."))
    return kept


def _whole(text: str) -> int:
    if "." in text or not 0 <= int(text) < 2**31:
        raise ValueError(_("Give a whole number."))
    return int(text)


def _take_handles(draft: Draft, key: str, value: Any, reader: Reader) -> None:
    if key in ("email", "phone"):
        listed = [] if value in EMPTY else [value]
        draft.handles[f"{key}!"] = [_handle(key, one, reader, primary=True) for one in listed]
        return
    if not isinstance(value, list) or len(value) > MOST_HANDLES:
        raise ValueError(_("Give a list of at most %d.") % MOST_HANDLES)
    rows = []
    for one in value:
        facts = one if isinstance(one, Mapping) else {"value": one}
        kind = _LISTS[key] or str(facts.get("kind", ""))
        rows.append(_handle(kind, facts.get("value"), reader, **_facts(facts)))
    for kind in [_LISTS[key]] if _LISTS[key] else {row.kind for row in rows}:
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind and not any(row.primary for row in of_kind):
            of_kind[0].primary = True
        draft.handles[kind] = of_kind


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "primary": bool(facts.get("primary")),
        "label": one_line(clean(str(facts.get("label") or "")))[:40],
        "invalid": bool(facts.get("invalid")),
    }


def _handle(kind: str, value: Any, reader: Reader, **facts: Any) -> Handle:
    raw = one_line(clean(str(value or ""))).strip()
    if kind not in Handle.Kind.values or not raw or len(raw) > 254:
        raise ValueError(_("Give the kind and the value."))
    return Handle(kind=kind, value=raw, normal=normal_of(kind, raw, reader), **facts)


def normal_of(kind: str, raw: str, reader: Reader) -> str:
    """How a handle is compared. Raises ValueError in words for a person."""
    if kind == "phone":
        return phones.parse(raw, reader.country).e164
    if kind == "email":
        return stored(EMAIL, raw, reader).lower()
    return raw


def _addresses(value: Any) -> list[dict[str, Any]]:
    many = value if isinstance(value, list) else [] if value in EMPTY else [value]
    rows = []
    for n, one in enumerate(many[:MOST_HANDLES]):
        if not isinstance(one, Mapping):
            one = {"street": str(one)}
        if unknown := set(one) - {*_ADDRESS, "primary"}:
            raise ValueError(_("Unknown parts: %s.") % ", ".join(sorted(map(str, unknown))))
        row = {k: one_line(clean(str(one.get(k) or "")))[:120] for k in _ADDRESS}
        row["country"] = (row["country"] or workspace().country).upper()[:2]
        rows.append(row | {"primary": bool(one.get("primary")) or n == 0, "postcode": row["postcode"][:12]})
    return rows


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [part for part in value.replace(";", ",").split(",") if part.strip()]
    if value in EMPTY:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(_("Give a list of words."))
    return value


def _stage(value: Any, known: Any, reader: Reader) -> str | None:
    key = stored(known, value, reader)
    if key is not None and stage_named(key) is None:
        raise ValueError(_("There is no such stage."))
    return key


def _birthday(value: Any, reader: Reader) -> str:
    if value in EMPTY:
        return ""
    text = str(value).strip()
    if match := _BIRTHDAY.fullmatch(text):
        month, day = (match[1], match[2]) if match[1] else (match[4], match[5])
        year = match[3] or "2000"
        days.parse_day(f"{year}-{month}-{day}", reader.language)
        return text
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}", text):
        day, month = re.split(r"[/.-]", text)
        days.parse_day(f"2000-{int(month):02}-{int(day):02}", reader.language)
        return f"--{int(month):02}-{int(day):02}"
    return days.parse_day(text, reader.language).isoformat()


def _missing(type_key: str, draft: Draft, known: dict) -> dict[str, str]:
    words = _("This is required.")
    missing = {
        f"custom.{f.custom.key}": words
        for f in known.values()
        if f.custom and f.required and draft.custom.get(f.custom.key) is None
    }
    if type_key == "company" and not draft.columns.get("name"):
        missing["name"] = words
    if type_key == "contact" and not (_name_of(draft) or any(draft.handles.values())):
        missing["full_name"] = _("Give a name, a phone or an e-mail address.")
    return missing


def _name_of(draft: Draft) -> str:
    columns = draft.columns
    return columns.get("full_name") or " ".join(
        filter(None, (columns.get("family_name"), columns.get("given_name")))
    )


def _derive(type_key: str, draft: Draft) -> None:
    """Columns that follow from others: keys for sorting and searching, parts of the name."""
    columns = draft.columns
    if type_key == "company":
        if "name" in columns:
            columns["name"] = columns["name"][:200]
            columns |= {"name_key": name_key(columns["name"])[:220], "norm": fold(columns["name"])[:200]}
        return
    if "birthday" in columns:
        digits = columns["birthday"][-5:].replace("-", "")
        columns["birthday_key"] = int(digits) if digits else None
    if {"full_name", "given_name", "family_name"} & set(columns):
        columns |= name_columns(columns)


def name_columns(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The name's derived columns; a given full name is the truth, parts fill what is missing."""
    language = columns.get("language") or "vi"
    full = str(columns.get("full_name") or "")
    given, family = str(columns.get("given_name") or ""), str(columns.get("family_name") or "")
    if not full:
        full = " ".join(filter(None, (family, given) if language == "vi" else (given, family)))
    parts = names.parts(full, language) if full else None
    return {
        "full_name": full[:200],
        "given_name": (given or (parts.given if parts else ""))[:100],
        "family_name": (family or (parts.family if parts else ""))[:100],
        "name_key": name_key(full, not workspace().sort_by_given_name, language)[:220],
        "norm": fold(full)[:200],
    }
