"""What a pack will make, and what undoing it will take back: told before either happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quen.fields.models import Pack
from quen.fields.packs.parts import Going, making, name_of, part_named, parts
from quen.fields.packs.samples import Leaving, leaving


@dataclass(frozen=True)
class Line:
    """A thing by name; `note` says why it is passed over or stays (empty: it is made, or goes)."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a pack with its things."""

    label: str
    lines: list[Line]


def preview(
    content: Mapping[str, Any], by: Any, people: Mapping[str, list[Any]], there: str
) -> list[Section]:
    """What taking this pack in would make, sample data left out; `there` are the words for what stands."""
    it = making(content, by, people)
    told = []
    for one in parts(samples=False):
        lines = [
            Line(name_of(spec, it), "" if one.there(spec) is None else there)
            for spec in content.get(one.key, ())
        ]
        if lines:
            told.append(Section(str(one.label), lines))
    return told


def sample_counts(content: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(what, how many) of the sample data in a pack."""
    counts = ((str(one.label), len(content.get(one.key, ()))) for one in parts(samples=True))
    return [(label, count) for label, count in counts if count]


def undoing(pack: Pack, going: Going) -> list[Section]:
    """What undoing a pack would take back, with the reason at each thing that stays when its sample
    data (`going`) is gone."""
    found: dict[str, list[Line]] = {}
    for item in pack.items.filter(type=""):
        one = part_named(item.part)
        if one is not None:
            found.setdefault(str(one.label), []).append(Line(item.name, one.used(item, going)))
    return [Section(label, lines) for label, lines in found.items()]


def samples_leaving(pack: Pack) -> Leaving:
    """Which sample data of a pack would go, and which would stay."""
    return leaving(pack.items.exclude(type=""))
