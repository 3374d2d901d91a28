"""Records that are like one about to be made: what rooms lend for the warning while typing (D5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from quen.kit.records import TYPES


@dataclass(frozen=True)
class Alike:
    """A record that the user may see, and why it comes to mind; `shareable` where two may truly have the
    same, such as a couple's phone."""

    type: str
    record: Any
    why: str | Promise
    shareable: bool = False

    @property
    def title(self) -> str:
        return TYPES[self.type].title(self.record)

    @property
    def url(self) -> str:
        return TYPES[self.type].url(self.record.pk)


@dataclass
class Found:
    """`hidden` says that a value identifies a record which the user may not see; not whose (SR-03)."""

    alike: list[Alike] = field(default_factory=list)
    hidden: bool = False


@dataclass(frozen=True)
class Likeness:
    """`look(given, user)` finds what is like the given values; `joined(record, given)` are the changes
    that add them to a record that stands; a value of `own` fields should stand with one record only."""

    look: Callable[[Mapping[str, Any], Any], Found]
    joined: Callable[[Any, Mapping[str, Any]], dict[str, Any]]
    own: frozenset[str] = frozenset()


LIKENESS: dict[str, Likeness] = {}


def likeness(type_key: str, **facts: Any) -> None:
    """Lend the warning of a type. Raises ValueError where it is lent."""
    if type_key in LIKENESS:
        raise ValueError(f"the likeness of {type_key} is lent already")
    LIKENESS[type_key] = Likeness(**facts)


def held_elsewhere(type_key: str, record: Any, given: Mapping[str, Any], user: Any) -> Found:
    """Who else has a value that `record` is about to be given and that should be one record's own."""
    lent = LIKENESS.get(type_key)
    own = {key: given[key] for key in lent.own & given.keys()} if lent else {}
    if lent is None or not own:
        return Found()
    found = lent.look(own, user)
    others = [one for one in found.alike if (one.type, one.record.pk) != (type_key, record.pk)]
    return Found(others, found.hidden)


def blanks(
    value: Callable[[Any, str], Any], record: Any, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Those of the given values whose field is empty on the record."""
    return {key: told for key, told in given.items() if value(record, key) in (None, "", [], {})}
