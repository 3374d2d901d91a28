"""How two values of a field are compared: prepared once for each record, then levels of agreement.

A level is a whole number: 0 means the values differ, the highest that they are the same, -1 that one
of them is missing, which says neither yes nor no.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from quen.kit.text import fold, fold_loose, has_thai

MISSING = -1
# Thai vowels above and below a letter are no word characters to a regular expression.
_PARTED = re.compile(r"[\s.,;/()\-]+")


@dataclass(frozen=True)
class Kind:
    """`prepare` gives what is compared, None for nothing; `term` is the value whose frequency tells how
    much an agreement of at least `rare_from` is worth (None: agreements weigh the same). `least` is the
    share of true pairs that agree fully at least, whatever few data seem to say."""

    levels: int
    prepare: Callable[[Any], Any]
    compare: Callable[[Any, Any], int]
    term: Callable[[Any], str] | None = None
    rare_from: int = 99
    least: float = 0.0


class Name(NamedTuple):
    """A name as written in small letters, folded, its words, and the words in order of the alphabet."""

    written: str
    folded: str
    words: frozenset[str]
    ordered: str
    thai: bool


def name(value: Any) -> Name | None:
    """Prepare a person's or company's name; Thai loses its tone signs, which are typed at will."""
    text = " ".join(str(value or "").casefold().split())
    thai = has_thai(text)
    folded = fold_loose(text) if thai else fold(text)
    words = [word for word in _PARTED.split(folded) if word]
    return Name(text, folded, frozenset(words), " ".join(sorted(words)), thai) if words else None


def _names(one: Name, other: Name) -> int:
    """5 as written, 4 but for marks, 3 in another order, 2 each word of the shorter has its like in the
    longer, 1 alike as a whole; missing where one is written in Thai letters and the other is not."""
    if one.folded == other.folded:
        return 5 if one.written == other.written else 4
    if one.ordered == other.ordered:
        return 3
    if one.thai != other.thai:
        return MISSING
    shorter, longer = sorted((one.words, other.words), key=len)
    if len(shorter) > 1 and all(_has_like(word, longer) for word in shorter):
        return 2
    near = JaroWinkler.similarity(one.ordered, other.ordered) >= 0.9
    return 1 if near or len(shorter & longer) > 1 else 0


def _has_like(word: str, words: frozenset[str]) -> bool:
    """The word itself, or one with a slip: short words that differ in a letter are other names."""
    if word in words:
        return True
    return len(word) > 3 and any(OSA.distance(word, other, score_cutoff=1) <= 1 for other in words)


def text(value: Any) -> str | None:
    """Prepare a word or line."""
    return fold(str(value or "")).strip() or None


def _texts(one: str, other: str) -> int:
    if one == other:
        return 3
    near = JaroWinkler.similarity(one, other)
    return 2 if near >= 0.92 else 1 if near >= 0.82 else 0


def sign(value: Any) -> str | None:
    """Prepare a number that names one thing: a tax id, a card, an account."""
    return "".join(c for c in str(value or "").casefold() if c.isalnum()) or None


def _signs(one: str, other: str) -> int:
    """2 the same, 1 with one slip of typing (a digit wrong, left out, doubled, or two swapped)."""
    if one == other:
        return 2
    return 1 if OSA.distance(one, other, score_cutoff=1) <= 1 else 0


def day(value: Any) -> str | None:
    """Prepare a day: its digits, year first; one without a year stands as four digits."""
    return "".join(c for c in str(value or "") if c.isdigit()) or None


def _days(one: str, other: str) -> int:
    """3 the same, 2 one slip or day and month swapped or the year missing, 1 two slips."""
    if one == other:
        return 3
    if len(one) != len(other):
        return 2 if one[-4:] == other[-4:] else 0
    if one[:-4] == other[:-4] and one[-4:-2] == other[-2:] and one[-2:] == other[-4:-2]:
        return 2
    slips = OSA.distance(one, other, score_cutoff=2)
    return 2 if slips <= 1 else 1 if slips == 2 else 0


def many(value: Any) -> frozenset[str] | None:
    """Prepare a list of values of which any may agree: phones, mails."""
    given = [value] if isinstance(value, str) else value or ()
    return frozenset(one.strip().casefold() for one in given if one and one.strip()) or None


def _phones(one: frozenset[str], other: frozenset[str]) -> int:
    if not one.isdisjoint(other):
        return 2
    near = any(OSA.distance(a, b, score_cutoff=1) <= 1 for a in one for b in other)
    return 1 if near else 0


def _mails(one: frozenset[str], other: frozenset[str]) -> int:
    """3 the same, 2 the same before the @, 1 with one slip there that is in no figure: hong85 and hong86
    are two people of one name."""
    if not one.isdisjoint(other):
        return 3
    before = [(a.partition("@")[0], b.partition("@")[0]) for a in one for b in other]
    if any(a == b for a, b in before):
        return 2
    return 1 if any(_slipped(a, b) for a, b in before) else 0


def _slipped(one: str, other: str) -> bool:
    if OSA.distance(one, other, score_cutoff=2) > 2:
        return False
    return [c for c in one if c.isdigit()] == [c for c in other if c.isdigit()]


def _ordered(value: Name) -> str:
    return value.ordered


KINDS: dict[str, Kind] = {
    "name": Kind(6, name, _names, term=_ordered, rare_from=3),
    "text": Kind(4, text, _texts, term=str, rare_from=3),
    "sign": Kind(3, sign, _signs, least=0.5),
    "day": Kind(4, day, _days),
    "phones": Kind(3, many, _phones, least=0.5),
    "mails": Kind(4, many, _mails, least=0.4),
}


def compared(kinds: Sequence[Kind], one: Sequence[Any], other: Sequence[Any]) -> tuple[int, ...]:
    """The levels of two prepared records, field by field."""
    return tuple(
        MISSING if a is None or b is None else kind.compare(a, b)
        for kind, a, b in zip(kinds, one, other, strict=True)
    )
