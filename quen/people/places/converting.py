"""From an address of before July 2025 to one of today: certain or asked, never guessed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from quen.kit.text import clean
from quen.people.places.names import keys
from quen.people.places.table import Old, Place, Table, table

Row = TypeVar("Row")


class State(StrEnum):
    """What is known of an address: today's already; sure to become one place; one of several, which the
    street decides; nothing."""

    NEW = "new"
    SURE = "sure"
    ASK = "ask"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """`places` is one where it is sure or new, several where somebody must choose. `province` is today's
    province where that alone is certain."""

    state: State
    places: tuple[Place, ...] = ()
    province: str = ""


def convert(province: str, district: str, ward: str) -> Answer:
    """What an address is today. Names may be written short, without marks, or without their kind."""
    known = table()
    here = _province(known, province)
    if not here:
        return Answer(State.UNKNOWN)
    if not district and (now := _today(known, here, ward)):
        return now
    olds = _olds(known, here, district, ward)
    places = tuple(dict.fromkeys(place for old in olds for place in old.became))
    if len(places) == 1:
        return Answer(State.SURE, places, places[0].province)
    if places:
        return Answer(State.ASK, places, _one(place.province for place in places))
    return Answer(
        State.UNKNOWN, (), _one(known.became.get(here) or [known.provinces.get(here, "")])
    )


def _province(known: Table, name: str) -> str:
    found = (key for _kind, key in keys(name, "province"))
    return next((key for key in found if key in known.became or key in known.provinces), "")


def _today(known: Table, here: str, ward: str) -> Answer | None:
    """An address without a district: today's, where no old ward of that name became something else."""
    if not ward or here not in known.provinces:
        return None
    found = _fitting_places(known, here, ward)
    if len(found) != 1:
        return None
    olds = _fitting(known.by_ward, here, ward)
    became = {place for old in olds for place in old.became}
    if became - set(found):
        return Answer(State.ASK, tuple(dict.fromkeys([*found, *became])), found[0].province)
    return Answer(State.NEW, tuple(found), found[0].province)


def _fitting_places(known: Table, here: str, ward: str) -> list[Place]:
    for kind, key in keys(ward, "ward"):
        found = known.new.get((here, key), [])
        if same := _of_kind(found, kind, lambda place: place.ward):
            return same
    return []


def _olds(known: Table, here: str, district: str, ward: str) -> list[Old]:
    """The old wards that an address may mean."""
    if not district:
        return _fitting(known.by_ward, here, ward) if ward else []
    for kind, key in keys(district, "district"):
        inside = _of_kind(known.by_district.get((here, key), []), kind, lambda old: old.district)
        found = _in_district(inside, ward)
        if found:
            return found
    return []


def _in_district(inside: list[Old], ward: str) -> list[Old]:
    """By its ward; a district that had none (an island) stands for itself."""
    if not ward:
        return inside if len(inside) == 1 and not inside[0].ward else []
    for kind, key in keys(ward, "ward"):
        named = [old for old in inside if old.ward and keys(old.ward, "ward")[0][1] == key]
        if same := _of_kind(named, kind, lambda old: old.ward):
            return _exact(same, ward)
    return []


def _fitting(index: dict[tuple[str, str], list[Old]], here: str, ward: str) -> list[Old]:
    for kind, key in keys(ward, "ward"):
        if found := _of_kind(index.get((here, key), []), kind, lambda old: old.ward):
            return _exact(found, ward)
    return []


def _of_kind(found: Iterable[Row], kind: str, name: Callable[[Row], str]) -> list[Row]:
    """Those of the kind that was written; all where none was, or where it has been raised since (the town
    of Bến Cát became a city)."""
    rows = list(found)
    if not kind:
        return rows
    level = {"phuong": "ward", "xa": "ward", "thi tran": "ward"}.get(kind, "district")
    same = [row for row in rows if keys(name(row), level)[0][0] == kind]
    return same or rows


def _exact(found: list[Old], ward: str) -> list[Old]:
    """Where marks tell two wards apart that are one without them, the marks count."""
    wanted = clean(ward).casefold().strip()
    same = [old for old in found if old.ward.casefold().endswith(wanted)]
    return same or found


def _one(names: Iterable[str]) -> str:
    """The only one of several names; none where they differ."""
    found = set(names)
    return found.pop() if len(found) == 1 else ""
