"""Which references a text bears: whole, with one slip, or in part.

Banks drop marks and blanks, cut texts, join words; people swap two signs, leave one out, write O for 0.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

from quen.commerce.payment_codes import LONGEST
from quen.kit.text import fold

SHORTEST = 8  # what is shorter stands by chance in the digits that banks write around it
CUT = 4  # so many signs may be cut off either end
_WORD = re.compile(r"[a-z0-9]+")
_LOOKS = str.maketrans("OQIL", "0011")


class Level(IntEnum):
    """How much of a reference a text bears."""

    PART = 1
    NEAR = 2
    WHOLE = 3


def squeezed(text: str) -> str:
    """Letters and digits alone, without marks, those that look alike made one."""
    plain = (one for one in fold(text) if one.isascii() and one.isalnum())
    return "".join(plain).upper().translate(_LOOKS)


class Bearings:
    """References by what may be left of them. `add` takes (key, reference, number of the document)."""

    def __init__(self, known: Iterable[tuple[int, str, str]]) -> None:
        self.whole: dict[str, int] = {}
        self.near: dict[str, set[str]] = {}
        self.parts: dict[str, set[int]] = {}
        self.ends: dict[str, set[int]] = {}
        self.words: dict[str, set[int]] = {}
        for key, reference, number in known:
            self._add(key, squeezed(reference), squeezed(number)[-LONGEST:])

    def _add(self, key: int, plain: str, number: str) -> None:
        if len(plain) < SHORTEST:
            self.words.setdefault(plain, set()).add(key)
            return
        self.whole[plain] = key
        for form in {plain, *_without_one(plain)}:
            self.near.setdefault(form, set()).add(plain)
        heads = [plain[:-n] for n in range(1, CUT + 1)]
        tails = [plain[n:] for n in range(1, CUT + 1)]
        for part in {number, *tails}:
            if len(part) >= SHORTEST:
                self.parts.setdefault(part, set()).add(key)
        for head in heads:
            if len(head) >= SHORTEST:
                self.ends.setdefault(head, set()).add(key)

    def found(self, text: str) -> dict[int, Level]:
        """The references that a text bears, by the key of their order."""
        plain = squeezed(text)
        told: dict[int, Level] = dict.fromkeys(self._as_word(text), Level.PART)
        told |= dict.fromkeys(self._in_part(plain), Level.PART)
        told |= dict.fromkeys(self._nearly(plain), Level.NEAR)
        for window in _windows(plain, {len(one) for one in self.whole}):
            if window in self.whole:
                told[self.whole[window]] = Level.WHOLE
        return told

    def _as_word(self, text: str) -> Iterator[int]:
        """A short reference counts as a part, and only where it stands as a word of its own."""
        if self.words:
            for word in _WORD.findall(fold(text)):
                yield from self.words.get(squeezed(word), ())

    def _in_part(self, plain: str) -> Iterator[int]:
        for window in _windows(plain, {len(one) for one in self.parts}):
            yield from self.parts.get(window, ())
        for length in {len(one) for one in self.ends}:
            yield from self.ends.get(plain[-length:], ())

    def _nearly(self, plain: str) -> Iterator[int]:
        lengths = {len(one) + more for one in self.whole for more in (-1, 0, 1)}
        for window in _windows(plain, lengths):
            for form in (window, *_without_one(window)):
                for reference in self.near.get(form, ()):
                    if one_slip(window, reference):
                        yield self.whole[reference]


def _windows(plain: str, lengths: Iterable[int]) -> Iterator[str]:
    for length in lengths:
        for start in range(len(plain) - length + 1):
            yield plain[start : start + length]


def _without_one(text: str) -> Iterator[str]:
    return (text[:n] + text[n + 1 :] for n in range(len(text)))


def one_slip(left: str, right: str) -> bool:
    """Whether two texts differ by at most one sign that is wrong, missing or too much, or by two
    neighbours that changed places (optimal string alignment distance of at most 1)."""
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return swapped == long[at:]
