"""What rooms lend to search: how each of their records is found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One record as it can be found.

    `title` is its name alone (never a phone or an address in its place), `text` what else finds it,
    by field key, so that a field a role hides never finds anything. `phones` are E.164.
    """

    type: str
    record_id: int
    title: str
    at: datetime
    text: Mapping[str, str] = field(default_factory=dict)
    phones: tuple[str, ...] = ()
    owner_id: int | None = None
    team_id: int | None = None


Entries = Callable[[Sequence[int] | None], Iterable[Entry]]
Followers = Mapping[str, Callable[[Sequence[int]], Iterable[int]]]


@dataclass(frozen=True)
class Searchable:
    """How a room's records are found: `fields` are the keys that entries fill (the first is the
    title's, custom fields apart), `phones` the key that guards numbers. `owned` says that owner and
    team decide who sees a record; else only `visible_to` does, asked for each hit. `follows` gives, by
    another type, the ids of the records whose text holds the names of those records. `reached` are the
    keys of phones and mails: who reads them masked may not look for pieces of them, but asks `holders`."""

    type: str
    entries: Entries
    fields: tuple[str, ...]
    phones: str = "phone"
    owned: bool = True
    follows: Followers = field(default_factory=dict)
    reached: tuple[str, ...] = ()


Holders = Callable[[str], Iterable[tuple[str, str, int]]]
HOLDERS: list[Holders] = []


def holders(lent: Holders) -> Holders:
    """Lend who holds precisely this phone or mail: (type, field key, record id)."""
    HOLDERS.append(lent)
    return lent


SEARCHABLE: dict[str, Searchable] = {}


def searchable(
    type_key: str,
    *,
    entries: Entries,
    fields: Sequence[str],
    phones: str = "phone",
    owned: bool = True,
    follows: Followers | None = None,
    reached: tuple[str, ...] = (),
) -> Searchable:
    """Lend the entries of a type: `entries(ids)` gives those of live records, of all for None, by id.

    Raises ValueError where the type is lent already.
    """
    if type_key in SEARCHABLE:
        raise ValueError(f"{type_key} is searched already")
    lent = Searchable(type_key, entries, tuple(fields), phones, owned, follows or {}, reached)
    SEARCHABLE[type_key] = lent
    return SEARCHABLE[type_key]
