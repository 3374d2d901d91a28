"""The field catalogue: each field is described once; forms, lists, filters, import and API follow."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

from quen.fields.kinds import KINDS
from quen.fields.models import CustomField
from quen.kit.records import TYPES

Words = str | Promise
_FRESH_SECONDS = 3
MASKED_KINDS = ("phone", "email")
# Asked by pieces, a masked value could be read off letter by letter; of several at once, by halves.
_PIECES = frozenset(("contains", "starts_with", "in", "not_in"))


@dataclass(frozen=True)
class Choice:
    """A value one can choose: what is stored, what is read, its colour."""

    key: Any
    label: Words
    color: str = ""


@dataclass(frozen=True)
class Field:
    """One thing that can be asked of a record type.

    `column` is the model's column (empty for custom fields), `folded` a column with the folded text
    that text conditions compare. `sortable` columns have an index that ends in id (hot path rule 3);
    `nullable` ones are paged in two phases. `write` is how actions call it (empty: read only).
    `look` gives a Q for kinds that stand in tables of their own (handles, tags); `cheap`
    says that it needs the row alone. `of_column` turns the column into the choice it stands for.
    `masked` says that the user of this catalogue reads its values masked.
    """

    type: str
    key: str
    label: Words
    kind: str
    column: str = ""
    folded: str = ""
    sortable: bool = False
    nullable: bool = False
    write: str = ""
    required: bool = False
    listed: bool = False
    section: str = "main"
    related: str = ""
    help: Words = ""
    choices: Callable[[], Sequence[Choice]] | None = None
    look: Callable[[str, Any, Any], Any] | None = None
    drive: Callable[[str, Any, Any], Any] | None = None
    custom: CustomField | None = None
    via: "Field | None" = None
    of_column: Callable[[Any], Any] | None = None
    cheap: bool = False
    bulk: bool = True
    masked: bool = False
    words: tuple[str, ...] = field(default=())

    @property
    def right(self) -> str:
        """The name under which roles limit it: "noun.field"."""
        return f"{self.type}.{self.key}"

    @property
    def only_asked(self) -> bool:
        """Whether conditions may ask for it though the record holds no value of its own to show."""
        return bool(self.look) and not (self.column or self.write or self.custom)

    @property
    def ops(self) -> tuple[str, ...]:
        """How conditions may ask for it: of a masked field only for a whole value, or for none."""
        every = KINDS[self.kind].ops
        return tuple(op for op in every if op not in _PIECES) if self.masked else every

    def options(self) -> list[Choice]:
        """The values to choose from; empty for open kinds."""
        return list(self.choices()) if self.choices else []


_BUILT_IN: dict[str, dict[str, Field]] = {}
_custom: dict[str, tuple[float, dict[str, dict[str, Field]]]] = {}


def built_in(type_key: str, key: str, label: Words, kind: str, **facts: Any) -> Field:
    """Lend a built-in field. Raises ValueError where the key is taken."""
    of_type = _BUILT_IN.setdefault(type_key, {})
    if key in of_type:
        raise ValueError(f"the field {type_key}.{key} exists already")
    of_type[key] = Field(type=type_key, key=key, label=label, kind=kind, **facts)
    return of_type[key]


class UnknownField(KeyError):
    """No such field, or one that this user may not know of: both read the same (SR-03, SR-06)."""


@dataclass(frozen=True)
class Catalogue:
    """The fields of a record type as one user knows them."""

    type: str
    user: Any
    fields: dict[str, Field]

    def get(self, key: str) -> Field:
        """The field of this key, "custom.size" and "company.industry" included. Raises UnknownField."""
        if key in self.fields:
            return self.fields[key]
        head, _, rest = key.partition(".")
        pointer = self.fields.get(f"{head}_id")
        if not rest or rest.count(".") > 1 or pointer is None or not pointer.related:
            raise UnknownField(key)
        inner = catalogue(pointer.related, self.user).get(rest)
        if inner.via is not None:
            raise UnknownField(key)
        return replace(inner, key=key, via=pointer, sortable=False, write="")

    def listed(self) -> list[Field]:
        """The columns a new list starts with."""
        return [f for f in self.fields.values() if f.listed]

    def writable(self) -> list[Field]:
        """What this user may fill in."""
        return [f for f in self.fields.values() if f.write and self.user.may_write_field(f.right)]

    def related(self) -> dict[str, "Catalogue"]:
        """Catalogues of the records this type points at, by prefix ("company")."""
        pointers = [f for f in self.fields.values() if f.related and f.column and not f.custom]
        return {
            f.key.removesuffix("_id"): catalogue(f.related, self.user)
            for f in pointers
            if f.related in TYPES and f.related != self.type
        }


def catalogue(type_key: str, user: Any) -> Catalogue:
    """The catalogue of a record type for this user: fields their role hides are unknown."""
    every = {**_BUILT_IN.get(type_key, {}), **_custom_fields(type_key)}
    known = {key: f for key, f in every.items() if user.may_read_field(f.right)}
    if user.masked:
        known = {key: _masked(f) if f.kind in MASKED_KINDS else f for key, f in known.items()}
    return Catalogue(type=type_key, user=user, fields=known)


def _masked(known: Field) -> Field:
    """Sorted by it, a list would tell between which others a masked value stands."""
    return replace(known, masked=True, sortable=False)


def all_fields(type_key: str) -> dict[str, Field]:
    """Every field of a type, whoever may read it (roles page, rebuilds)."""
    return {**_BUILT_IN.get(type_key, {}), **_custom_fields(type_key)}


def forget_custom() -> None:
    """Read custom fields anew (after a change, and between tests)."""
    _custom.clear()


def _custom_fields(type_key: str) -> dict[str, Field]:
    """Custom fields by key, in the reader's language; those of all types are looked up again after three
    seconds, in one question, for a change asks for the fields of many."""
    language = get_language() or ""
    kept = _custom.get(language)
    if kept is None or kept[0] < time.monotonic():
        found: dict[str, dict[str, Field]] = {}
        for row in CustomField.objects.live():
            found.setdefault(row.type, {})[f"custom.{row.key}"] = _from_custom(row)
        _custom[language] = kept = (time.monotonic() + _FRESH_SECONDS, found)
    return kept[1].get(type_key, {})


def _from_custom(row: CustomField) -> Field:
    return Field(
        type=row.type,
        key=f"custom.{row.key}",
        label=in_language(row.labels) or row.key,
        kind=row.kind,
        sortable=row.kind not in ("choices", "file", "long_text", "relation"),
        nullable=True,
        write="" if row.computed else f"custom.{row.key}",
        required=row.required and not row.computed,
        section=row.section or "custom",
        related=row.related,
        bulk=row.kind != "file" and not row.computed,
        help=in_language(row.help),
        choices=(lambda: _choices(row)) if row.choices else None,
        custom=row,
        words=tuple(words.lower() for words in row.labels.values()),
    )


def _choices(row: CustomField) -> list[Choice]:
    return [
        Choice(c["key"], in_language(c.get("labels", {})) or c["key"], c.get("color", ""))
        for c in row.choices
    ]


def in_language(labels: dict[str, str]) -> str:
    """The label in the reader's language, else in any."""
    return labels.get(get_language() or "vi") or next((v for v in labels.values() if v), "")
