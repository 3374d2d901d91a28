"""What is special about contacts and companies when they come in: names, handles, addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.catalogue import Field
from quen.fields.drafts import Draft, Taking, shape
from quen.fields.reading import EMPTY, Reader, stored
from quen.kit import days, masks, names, phones
from quen.kit.sorting import name_key
from quen.kit.text import clean, fold, one_line
from quen.kit.workspace import workspace
from quen.people.models.handle import KINDS
from quen.people.staging import stage_called, stage_named

MOST_HANDLES = 20
EMAIL = Field("contact", "email", "", "email")
LISTS = {"emails": "email", "phones": "phone", "handles": ""}
ADDRESS = {
    "label": 40,
    "street": 240,
    "ward": 120,
    "district": 120,
    "province": 120,
    "postcode": 12,
    "country": 2,
}
_BIRTHDAY = re.compile(r"--(\d\d)-(\d\d)|(\d{4})-(\d\d)-(\d\d)")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})")
_NAME = ("full_name", "given_name", "family_name")


@dataclass(frozen=True, slots=True)
class GivenHandle:
    """A handle as it was given: no model instance, because an import reads two for each row."""

    kind: str
    value: str
    normal: str
    label: str = ""
    primary: bool = False
    invalid: bool = False


def declare() -> None:
    """Lend the shapes (once, at start)."""
    handles = {"email": take_primary, "phone": take_primary} | dict.fromkeys(LISTS, take_handles)
    rights = {"emails": "email", "phones": "phone", "handles": "phone"}
    places = {"address": take_addresses, "addresses": take_addresses}
    shape(
        "contact",
        takers={**handles, **places, "lifecycle_stage": take_stage, "birthday": take_birthday},
        rights={**rights, "address": "full_name", "addresses": "full_name"},
        missing=_nameless,
        derive=_derive_contact,
    )
    shape(
        "company",
        takers={**handles, **places},
        rights={**rights, "address": "name", "addresses": "name"},
        derive=_derive_company,
    )


def take_primary(taking: Taking) -> None:
    """The short field: it stands for the primary phone or mail and leaves the others."""
    listed = [] if taking.value in EMPTY else [taking.value]
    rows = [handle(taking.key, one, taking.reader, primary=True) for one in listed]
    taking.draft.parts[f"{taking.key}!"] = rows


def take_handles(taking: Taking) -> None:
    """A whole list of phones, mails or chat ids: it replaces what was there."""
    if not isinstance(taking.value, list) or len(taking.value) > MOST_HANDLES:
        raise ValueError(_("Give a list of at most %d.") % MOST_HANDLES)
    rows = [_listed(one, LISTS[taking.key], taking.reader) for one in taking.value]
    for kind in [LISTS[taking.key]] if LISTS[taking.key] else {row.kind for row in rows}:
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind and not any(row.primary for row in of_kind):
            of_kind[0] = replace(of_kind[0], primary=True)
        taking.draft.parts[kind] = of_kind


def _listed(given: Any, kind: str, reader: Reader) -> GivenHandle:
    facts = given if isinstance(given, Mapping) else {"value": given}
    return handle(
        kind or str(facts.get("kind", "")),
        facts.get("value"),
        reader,
        primary=bool(facts.get("primary")),
        invalid=bool(facts.get("invalid")),
        label=one_line(clean(str(facts.get("label") or "")))[:40],
    )


def handle(kind: str, value: Any, reader: Reader, **facts: Any) -> GivenHandle:
    """A handle not yet stored. Raises ValueError in words for a person."""
    raw = one_line(clean(str(value or ""))).strip()
    if kind not in KINDS or not raw or len(raw) > 254:
        raise ValueError(_("Give the kind and the value."))
    masks.refuse(raw)
    return GivenHandle(kind, raw, normal_of(kind, raw, reader), **facts)


def normal_of(kind: str, raw: str, reader: Reader) -> str:
    """How a handle is compared. Raises ValueError in words for a person."""
    if kind == "phone":
        return phones.parse(raw, reader.country).e164
    if kind == "email":
        return str(stored(EMAIL, raw, reader)).lower()
    return raw


def take_addresses(taking: Taking) -> None:
    """One address or a list; a bare text is a street."""
    value = taking.value
    many = value if isinstance(value, list) else [] if value in EMPTY else [value]
    if len(many) > MOST_HANDLES:
        raise ValueError(_("Give a list of at most %d.") % MOST_HANDLES)
    taking.draft.parts["addresses"] = [_address(one, n == 0) for n, one in enumerate(many)]


def _address(given: Any, first: bool) -> dict[str, Any]:
    facts = given if isinstance(given, Mapping) else {"street": str(given)}
    if unknown := set(facts) - {*ADDRESS, "primary"}:
        raise ValueError(_("Unknown parts: %s.") % ", ".join(sorted(map(str, unknown))))
    row: dict[str, Any] = {}
    for part, most in ADDRESS.items():
        row[part] = one_line(clean(str(facts.get(part) or ""))).strip()
        if len(row[part]) > most:
            raise ValueError(_("At most %d letters fit here.") % most)
    row["country"] = (row["country"] or workspace().country).upper()
    return row | {"primary": bool(facts.get("primary")) or first}


def take_stage(taking: Taking) -> None:
    """A stage by its key or its name in any language."""
    if taking.value in EMPTY:
        return
    wanted = str(taking.value)
    found = stage_named(wanted) or stage_called(wanted)
    if found is None:
        raise ValueError(_("There is no such stage."))
    taking.draft.parts["stage"] = found.key


def take_birthday(taking: Taking) -> None:
    """A day with or without its year."""
    taking.draft.columns["birthday"] = birthday(taking.value, taking.reader)


def birthday(value: Any, reader: Reader) -> str:
    """ "YYYY-MM-DD", "--MM-DD" or nothing. Raises ValueError in words for a person."""
    if value in EMPTY:
        return ""
    text = str(value).strip()
    if match := _BIRTHDAY.fullmatch(text):
        if match[1]:
            days.parse_day(f"2000-{match[1]}-{match[2]}", reader.language)
            return text
    elif match := _DAY_AND_MONTH.fullmatch(text):
        day = days.parse_day(f"2000-{int(match[2]):02}-{int(match[1]):02}", reader.language)
        return f"--{day:%m-%d}"
    return days.parse_day(text, reader.language, reader.order).isoformat()


def _nameless(draft: Draft) -> dict[str, str]:
    if any(draft.columns.get(key) for key in _NAME) or any(_handles_in(draft)):
        return {}
    return {"full_name": _("Give a name, a phone or an e-mail address.")}


def _handles_in(draft: Draft) -> list[Any]:
    return [rows for key, rows in draft.parts.items() if key.rstrip("!+") in KINDS]


def _derive_company(draft: Draft) -> None:
    if name := draft.columns.get("name"):
        draft.columns |= {
            "name": name[:200],
            "name_key": name_key(name)[:220],
            "norm": fold(name)[:200],
        }


def _derive_contact(draft: Draft) -> None:
    """Columns that follow from others: keys for sorting and searching, parts of the name."""
    columns = draft.columns
    if "birthday" in columns:
        digits = columns["birthday"][-5:].replace("-", "")
        columns["birthday_key"] = int(digits) if digits else None
    if set(_NAME) & set(columns):
        columns |= name_columns(columns)


def name_columns(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The name's derived columns; a given full name is the truth, parts fill what is missing."""
    language = str(columns.get("language") or workspace().language)
    full = str(columns.get("full_name") or "")
    given, family = str(columns.get("given_name") or ""), str(columns.get("family_name") or "")
    if not full:
        ordered = (family, given) if language == "vi" else (given, family)
        full = " ".join(part for part in ordered if part)
    parts = names.parts(full, language)
    return {
        "full_name": full[:200],
        "given_name": (given or parts.given)[:100],
        "family_name": (family or parts.family)[:100],
        "name_key": name_key(full, not workspace().sort_by_given_name, language)[:220],
        "norm": fold(full)[:200],
    }
