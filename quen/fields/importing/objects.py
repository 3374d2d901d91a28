"""What can be brought in: rooms lend how rows of an object become drafts and records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quen.fields.catalogue import Field, catalogue
from quen.fields.importing.trail import Trail
from quen.fields.reading import Reader

Words = str | Promise
Row = dict[str, str]


@dataclass(frozen=True)
class Target:
    """A field that a column can go to; `along` names the object it belongs to where that comes
    along; `options` are the values it can take, as (what
    rows say, label, further names)."""

    key: str
    label: Words
    words: tuple[str, ...] = ()
    kind: str = "text"
    along: str = ""
    options: Callable[[], Sequence[tuple[str, ...]]] | None = None


@dataclass
class Outcome:
    """What became of a batch: counts, refusals by row number, what was done with each other row
    ("create", "update", "skip", with the record's id), and the refused ones a person has to decide.
    `remarks` tells what went in but deserves a look, with so many rows of each."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    refused: dict[int, dict[str, str]] = field(default_factory=dict)
    done: dict[int, tuple[str, int]] = field(default_factory=dict)
    ask: set[int] = field(default_factory=set)
    remarks: dict[str, int] = field(default_factory=dict)

    def remark(self, words: str) -> None:
        """Say so of one more row."""
        self.remarks[words] = self.remarks.get(words, 0) + 1


@dataclass(frozen=True)
class Batch:
    """Rows with their numbers in the file, already mapped to field keys; `trail` notes what they make
    and change, `run` is the record that their events are linked to, `known` are ids of records by the
    field that points at them and the name a row gives. A check, which takes each
    batch back, keeps in `earlier` the match keys of rows that would have been added by then. `memory` is
    for what a room has looked up for all rows at once."""

    rows: Sequence[tuple[int, Row]]
    by: Any
    reader: Reader
    match: str
    options: Mapping[str, Any]
    trail: Trail = field(default_factory=Trail)
    run: Any = None
    known: Mapping[tuple[str, str], int] = field(default_factory=dict)
    earlier: set[str] | None = None
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Importable:
    """`beside` are objects that a row may bring along ("company", …) with the field that joins them: of
    this object ("company_id"), or with ">" before it of the other (">contact_id"); `along` is the match key it is found by when it comes along itself; `looks` tells from a column's values which fields they may be
    of, with a confidence; `rules` are labels of match keys that are no field's; `paste` makes a
    table, header first, of pasted text that is none. `extra` are targets beyond the type's writable fields; `write` puts a batch in and tells what
    became of each row; `matches` are keys an existing record can be found by."""

    name: str
    type: str
    label: Words
    needs: str
    write: Callable[[Batch], Outcome]
    matches: tuple[str, ...] = ()
    extra: tuple[Target, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    along: str = ""
    rules: Mapping[str, Words] = field(default_factory=dict)
    paste: Callable[[str], list[list[str]]] | None = None
    looks: Callable[[Sequence[str]], Mapping[str, float]] = lambda values: {}

    def match_labels(self, user: Any) -> list[tuple[str, Words]]:
        """The match keys by what people call them."""
        known = {target.key: target.label for target in self.targets(user)}
        return [(key, self.rules.get(key) or known.get(key, key)) for key in self.matches]

    def targets(self, user: Any) -> list[Target]:
        """Where columns can go, for this user; what files bring in words of their own (a stage by its
        name) before the field that stores it."""
        known = catalogue(self.type, user).writable() if self.type else []
        plain = (f for f in known if f.kind != "file")  # no cell holds a file
        return [*self.extra, *(_target(f) for f in plain)]


def _target(field: Field) -> Target:
    chosen = field.kind in ("choice", "choices", "boolean")
    return Target(
        field.write,
        field.label,
        field.words,
        field.kind,
        options=partial(_options, field) if chosen else None,
    )


def _options(field: Field) -> list[tuple[str, ...]]:
    if field.kind == "boolean":
        return [("true", str(_("Yes"))), ("false", str(_("No")))]
    return [(str(choice.key), str(choice.label)) for choice in field.options()]


IMPORTABLES: dict[str, Importable] = {}
# Further questions that a room asks of an object's import: consent for people.
CHOICES: dict[str, Callable[[], dict[str, Any]]] = {}


def importable(name: str, **facts: Any) -> Importable:
    """Lend an object. Raises ValueError where the name is taken."""
    if name in IMPORTABLES:
        raise ValueError(f"the importable {name} exists already")
    IMPORTABLES[name] = Importable(name=name, **facts)
    return IMPORTABLES[name]
