"""What a person typed, as the index is asked for it, and how far it reaches."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from quen.accounts.visibility import reach_rule
from quen.fields.searching.entries import SEARCHABLE, Searchable
from quen.fields.searching.tokens import LONGEST_WORD, UNSPACED, kind
from quen.kit.phones import ending_reversed
from quen.kit.records import TYPES, RecordType
from quen.kit.text import fold, fold_loose, has_thai, words
from quen.kit.workspace import workspace

LONGEST = 200
MOST_TERMS = 8
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-]*\d")
_SHORTEST_ENDING = 4


@dataclass(frozen=True)
class Asked:
    """Folded words that must all match; `signs` stand alone without a letter ("--"); `endings` are
    reversed starts of phone numbers and `beside` the words that stood beside the number; `whole` is the
    text as it was typed."""

    terms: tuple[str, ...]
    signs: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    whole: str = ""

    @cached_property
    def loose(self) -> tuple[str, ...]:
        """The words without Thai tone signs; empty where there is no Thai."""
        if not any(map(has_thai, self.terms)):
            return ()
        return tuple(filter(None, map(fold_loose, self.terms)))

    def __bool__(self) -> bool:
        return bool(self.terms or self.signs or self.endings)


def read(text: str) -> Asked:
    """Read a search as it was typed: any order, any case, with marks or without.

    Words beyond the eighth and text beyond 200 letters are left out.
    """
    typed = text[:LONGEST]
    folded = fold(typed)
    terms = tuple(dict.fromkeys(word[:LONGEST_WORD] for word in words(folded)))[:MOST_TERMS]
    signs = tuple(dict.fromkeys(chunk for chunk in folded.split() if not words(chunk)))
    number = _NUMBER.search(folded)
    endings = _endings(number[0]) if number else ()
    rest = folded.replace(number[0], " ", 1) if number and endings else ""
    signs = signs[:MOST_TERMS] if not terms else ()
    return Asked(terms, signs, endings, tuple(words(rest)), typed.strip())


def _endings(typed: str) -> tuple[str, ...]:
    """The number as a whole (any spelling), and its digits as an end; both turned round."""
    digits = re.sub(r"\D", "", typed)
    if len(digits) < _SHORTEST_ENDING or len(digits) > 20:
        return ()
    both = dict.fromkeys((digits[::-1], ending_reversed(typed, workspace().country)))
    return tuple(ending for ending in both if len(ending) >= _SHORTEST_ENDING)


def is_short(term: str) -> bool:
    """Too short for trigrams: asked as the start of a word, or as a piece of unspaced writing."""
    return len(term) < 3


def is_unspaced(term: str) -> bool:
    """Whether a term belongs to a writing without spaces, where any place may start a word."""
    return UNSPACED.search(term) is not None


@dataclass(frozen=True)
class Scope:
    """One record type as one user may search it.

    `column` and `ids` are the reach as literals ("owner_id", [12]); no column: everything. `hidden`
    are text fields that may not match: a role hides them, or they are read masked. `masked` are the
    readable fields of which only a whole value finds anything.
    """

    lent: Searchable
    type: RecordType
    column: str
    ids: tuple[int, ...]
    shared: tuple[int, ...]
    reached: bool
    hidden: frozenset[str]
    masked: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.lent.type

    @property
    def title_readable(self) -> bool:
        return self.lent.fields[0] not in self.hidden

    @property
    def phones_readable(self) -> bool:
        return self.lent.phones not in (*self.hidden, *self.masked)

    def match(self) -> str:
        """The scope as a boolean expression of quoted index tokens."""
        marks = " OR ".join(f'"#{self.column[0]}{one}"' for one in self.ids)
        return f'("{kind(self.key)}" AND ({marks}))' if marks else f'"{kind(self.key)}"'


def scopes(user: Any, types: Sequence[str] | None) -> list[Scope]:
    """What `user` may search: types that reach at least one record."""
    asked = [SEARCHABLE[key] for key in (types or SEARCHABLE) if key in SEARCHABLE]
    made = (_scope(user, lent) for lent in asked if lent.type in TYPES)
    return [scope for scope in made if scope.reached or scope.shared]


def _scope(user: Any, lent: Searchable) -> Scope:
    known = TYPES[lent.type]
    reach = user.reach(known.capability)
    column, ids = "", tuple[int, ...]()
    if lent.owned and reach not in ("", "all"):
        column, ids = _literal(user, reach)
    hidden = {
        field.partition(".")[2]
        for field, right in user.field_rights.items()
        if right == "hide" and field.startswith(f"{lent.type}.")
    }
    shared = tuple(user.shared_ids(lent.type)) if reach != "all" else ()
    masked = tuple(k for k in lent.reached if k not in hidden) if user.masked else ()
    unread = frozenset({*hidden, *masked})
    return Scope(lent, known, column, ids, shared, bool(reach), unread, masked)


def _literal(user: Any, reach: str) -> tuple[str, tuple[int, ...]]:
    """The one rule of reach (accounts.visibility), as a column and its ids."""
    ((lookup, value),) = cast("list[tuple[str, Any]]", reach_rule(user, reach).children)
    ids = tuple(value) if isinstance(value, list) else (value,)
    return lookup.removesuffix("__in"), ids
