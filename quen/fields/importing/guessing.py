"""Which column goes to which field: from its name in three languages and from what it holds.

Names of other systems are known by their shape: "Person - Email" and "Organization - Name" name their
object, "BILLINGSTREET" and "billing_street" are one word. Confidence is a share of 1.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quen.fields.importing.objects import Importable, Target
from quen.fields.importing.together import all_targets
from quen.kit.text import fold

SURE, LIKELY = 0.9, 0.6
# What stands beside a value and is none itself, and what other systems keep for themselves.
_NEVER = re.compile(
    r"(?: - type| type|^type|^id| latitude| longitude|accuracy| yomi|bounced.*|created.*|modified.*|"
    r"is deleted|.* stamp|record id|photo.*|geocode.*|shipping.*|other (?:street|city|state|country|postal.*)|"
    r".*opted out.*|.* country code|.* state code|fax)$"
)
_OBJECTS = {
    "contacts": ("person", "contact", "customer", "lead", "khach hang", "nguoi lien he", "lien he", "ลูกค้า"),
    "companies": ("organization", "organisation", "company", "account", "cong ty", "doanh nghiep", "บริษัท"),
    "deals": ("deal", "opportunity", "co hoi", "giao dich", "ดีล"),
}  # fmt: skip
_ENDINGS = re.compile(r"(?:\s*-\s*)?(?:work|home|other|mobile|main|primary)$")
_STEMS = re.compile(r"^(?:property|custom)[ _]")
_OPAQUE = re.compile(r"\d+|(?=\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9+/=]{12,}")
_MORE = {"phone": "more_phones", "email": "more_emails"}


@dataclass(frozen=True)
class Guess:
    """The field a column is thought to go to, and how sure that is."""

    key: str
    confidence: float


@dataclass(frozen=True)
class Column:
    """A column's name and some of its values, empty ones left out."""

    name: str
    values: Sequence[str] = ()


def guess_columns(it: Importable, columns: Sequence[Column], user: object) -> dict[str, Guess]:
    """The best field for each column that has one; a field is given once, but further phones and mails."""
    targets = all_targets(it, user)
    words = _Words(it, targets, {_squashed(column.name) for column in columns})
    offers = sorted(
        (
            (confidence, -n, column, key)
            for n, column in enumerate(columns)
            for key, confidence in _offers(it, column, words).items()
        ),
        key=lambda offer: offer[:2],
        reverse=True,
    )
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    for confidence, _place, column, offered in offers:
        if column.name in found or confidence < 0.4:
            continue
        key = _further(offered, taken, words.keys)
        if key not in taken or key.rpartition(".")[2] in _MORE.values():
            found[column.name] = Guess(key, confidence)
            taken.add(key)
    return _named_once(found)


def _further(key: str, taken: set[str], known: set[str]) -> str:
    """The list for further ones, where the primary phone or mail is taken."""
    prefix, dot, name = key.rpartition(".")
    more = f"{prefix}{dot}{_MORE[name]}" if name in _MORE else ""
    return more if key in taken and more in known else key


def _named_once(found: dict[str, Guess]) -> dict[str, Guess]:
    """Where a company comes along with fields of its own, its name is one of them."""
    keys = {guess.key for guess in found.values()}
    if not any(key.startswith("companies.") for key in keys):
        return found
    return {
        name: Guess("companies.name", guess.confidence) if guess.key == "company_id" else guess
        for name, guess in found.items()
        if not (guess.key == "company_id" and "companies.name" in keys)
    }


class _Words:
    """Every name a column can have, as one squashed word, with the field it means."""

    def __init__(self, it: Importable, targets: Sequence[Target], present: set[str]) -> None:
        self.keys = {target.key for target in targets}
        self.kinds = {target.key: target.kind for target in targets}
        self.own: dict[str, str] = {}
        self.along: dict[str, dict[str, str]] = {}
        parts = present & _squash_all(FAMILY_WORDS)
        for target in targets:
            names = (target.key.rpartition(".")[2], _own_label(target), *target.words)
            where = self.along.setdefault(target.along, {}) if target.along else self.own
            for name in names:
                word = _squashed(name)
                if parts and word in _squash_all(GIVEN_WORDS):
                    continue
                where.setdefault(word, target.key)
        if parts and "given_name" in self.keys:
            self.own |= dict.fromkeys(_squash_all(GIVEN_WORDS), "given_name")


# A column "Tên" is the whole name, unless another one holds the family name.
FAMILY_WORDS = ("họ", "họ đệm", "họ và đệm", "họ và tên đệm", "họ lót", "นามสกุล")
GIVEN_WORDS = ("tên", "ชื่อ")


def _squash_all(words: Sequence[str]) -> set[str]:
    return set(map(_squashed, words))


def _own_label(target: Target) -> str:
    return str(target.label).rpartition(": ")[2] if target.along else str(target.label)


def _squashed(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum() or "\u0e31" <= c <= "\u0e4e")


def _offers(it: Importable, column: Column, words: _Words) -> dict[str, float]:
    name = fold(_STEMS.sub("", column.name.replace("_", " "))).strip()
    held = [value for value in column.values if value.strip()]
    if _NEVER.search(name):
        return {}
    offers = _by_name(it, name, words)
    content = {k: c for k, c in it.looks(held).items() if k in words.keys} if held else {}
    for key, confidence in content.items():
        offers[key] = min(0.99, max(offers.get(key, 0), confidence) + (0.1 if key in offers else 0))
    return {
        key: confidence * _fits(words.kinds.get(key, ""), held, key, content)
        for key, confidence in offers.items()
    }


def _by_name(it: Importable, name: str, words: _Words) -> dict[str, float]:
    for text, confidence in ((name, 0.95), (_ENDINGS.sub("", name).strip(), 0.85)):
        if key := words.own.get(_squashed(text)):
            return {key: confidence}
        if key := _pointed_at(it, text, words):
            return {key: confidence - 0.2}
        object_name, rest = _object_of(text)
        if object_name and (key := _of_object(it, object_name, rest, words)):
            return {key: confidence}
    if " - " in name:
        return {k: c * 0.95 for k, c in _by_name(it, name.rpartition(" - ")[2], words).items()}
    return _within(name, words)


def _pointed_at(it: Importable, text: str, words: _Words) -> str:
    """A field that only the record pointed at has: a person's tax id is that of the company."""
    joints = (name for name, joint in it.beside.items() if not joint.startswith(">"))
    found = (words.along.get(name, {}).get(_squashed(text), "") for name in joints)
    return next(filter(None, found), "")


def _object_of(name: str) -> tuple[str, str]:
    """("contacts", "email") of "person - email"."""
    for object_name, starts in _OBJECTS.items():
        for start in starts:
            if name.startswith((f"{start} - ", f"{start}: ", f"{start} ", f"{start}.")):
                return object_name, name[len(start) :].strip(" -:.")
    return "", ""


def _of_object(it: Importable, object_name: str, rest: str, words: _Words) -> str:
    for text in (rest, _ENDINGS.sub("", rest).strip()):
        known = words.own if object_name == it.name else words.along.get(object_name, {})
        if key := known.get(_squashed(text)):
            return key
    return ""


def _within(name: str, words: _Words) -> dict[str, float]:
    """The longest known name that stands in the column's as a word."""
    best, longest = "", 3
    for word, key in words.own.items():
        if len(word) > longest and re.search(rf"(?:^|\W){re.escape(word)}(?:\W|$)", name):
            best, longest = key, len(word)
    return {best: 0.55} if best else {}


def _fits(kind: str, held: Sequence[str], key: str, content: Mapping[str, float]) -> float:
    """Less than 1 where the values speak against the field."""
    if not held or key in content:
        return 1
    if kind in ("user", "relation") and all(_OPAQUE.fullmatch(value.strip()) for value in held):
        return 0
    if kind == "email" and not any("@" in value for value in held):
        return 0.3
    if kind in ("phone", "money", "number", "date") and not any(
        c.isdigit() for v in held for c in v
    ):
        return 0.3
    return 1
