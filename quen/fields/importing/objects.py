"""What can be brought in: rooms lend how rows of an object become drafts and records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quen.fields.catalogue import catalogue
from quen.fields.importing.trail import Trail
from quen.fields.reading import Reader
from quen.kit.text import fold

Words = str | Promise
Row = dict[str, str]


@dataclass(frozen=True)
class Target:
    """A field that a column can go to."""

    key: str
    label: Words
    words: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What became of a batch: counts and refusals by row number."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    refused: dict[int, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """Rows with their numbers in the file, already mapped to field keys; `trail` notes what they make
    and change, `run` is the record that their events are linked to."""

    rows: Sequence[tuple[int, Row]]
    by: Any
    reader: Reader
    match: str
    options: Mapping[str, Any]
    trail: Trail = field(default_factory=Trail)
    run: Any = None


@dataclass(frozen=True)
class Importable:
    """`extra` are targets beyond the type's writable fields; `write` puts a batch in and tells what
    became of each row; `matches` are keys an existing record can be found by."""

    name: str
    type: str
    label: Words
    needs: str
    write: Callable[[Batch], Outcome]
    matches: tuple[str, ...] = ()
    extra: tuple[Target, ...] = ()

    def targets(self, user: Any) -> list[Target]:
        """Where columns can go, for this user; what files bring in words of their own (a stage by its
        name) before the field that stores it."""
        known = catalogue(self.type, user).writable() if self.type else []
        plain = (f for f in known if f.kind != "file")  # no cell holds a file
        return [*self.extra, *(Target(f.write, f.label, f.words) for f in plain)]


IMPORTABLES: dict[str, Importable] = {}


def importable(name: str, **facts: Any) -> Importable:
    """Lend an object. Raises ValueError where the name is taken."""
    if name in IMPORTABLES:
        raise ValueError(f"the importable {name} exists already")
    IMPORTABLES[name] = Importable(name=name, **facts)
    return IMPORTABLES[name]


def guess(headers: Sequence[str], targets: Sequence[Target]) -> dict[str, str]:
    """Columns to fields by their names in three languages; a field is given to one column."""
    found: dict[str, str] = {}
    for exact in (True, False):
        for header in headers:
            key = _best(header, targets, exact=exact)
            if header not in found and key and key not in found.values():
                found[header] = key
    return found


def _best(header: str, targets: Sequence[Target], *, exact: bool) -> str:
    wanted = fold(header.replace("_", " ")).strip()
    if not wanted or wanted.endswith(" type"):  # "Phone 1 - Type" stands beside the value
        return ""
    for target in targets:
        names = {fold(n.replace("_", " ")) for n in (target.key, str(target.label), *target.words)}
        if wanted in names or (not exact and any(len(n) > 3 and n in wanted for n in names)):
            return target.key
    return ""


def unknown_target(key: str) -> str:
    """The sentence for a mapping that names a field there is none of."""
    return _("There is no field called %s.") % key
