"""Sort keys that are right in binary order, so that SQLite and PostgreSQL sort alike by an index."""

import re
import unicodedata
from functools import lru_cache

from quen.kit.names import given_first
from quen.kit.text import fold, has_thai, words

# Each letter that Vietnamese counts apart follows its base letter: "{" and "|" sort after "z".
_LETTERS = {
    "ă": "a{",
    "â": "a|",
    "đ": "d{",
    "ð": "d{",
    "ɖ": "d{",
    "ê": "e{",
    "ô": "o{",
    "ơ": "o|",
    "ư": "u{",
}
# The order of a Vietnamese dictionary: level, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_MARKS = "\u0306\u0302\u031b"
_LEADING = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_THAI_MARKS = {
    "\u0e47": "1",
    "\u0e48": "2",
    "\u0e49": "3",
    "\u0e4a": "4",
    "\u0e4b": "5",
    "\u0e4c": "6",
}
_BEFORE_ALL = "\t"  # sorts before the blank between words, so "An" comes before "An Bình"


def name_key(full_name: str, family_first: bool = True, language: str = "vi") -> str:
    """Make the key a list of names sorts by: the letters of all words first, then their tones.

    Letters follow the Vietnamese alphabet (a ă â b c d đ …), Thai follows its dictionary (a leading
    vowel counts after its consonant). `family_first=False` sorts by given name, then family; for
    names that begin with the given name it changes nothing. Digits come first, Thai after Latin.
    """
    ordered = full_name if family_first else given_first(full_name, language)
    keys = [_word_key(word) for word in words(unicodedata.normalize("NFC", ordered))]
    letters = " ".join(letter for letter, _ in keys if letter)
    if not letters:
        return fold(full_name)
    tones = " ".join(tone for letter, tone in keys if letter)
    return f"{letters}{_BEFORE_ALL}{tones}"


@lru_cache(maxsize=50_000)  # names share few words, and an import asks for every one
def _word_key(word: str) -> tuple[str, str]:
    return _thai_key(word) if has_thai(word) else _latin_key(word)


def _latin_key(word: str) -> tuple[str, str]:
    if word.isascii():
        return "".join(filter(str.isalnum, word.lower())), "0"
    letters, tones = "", ""
    for character in word.casefold():
        letter, tone = _split_tone(character)
        letters += _LETTERS.get(letter) or "".join(c for c in fold(letter) if c.isalnum())
        tones += tone
    return letters, tones or "0"


def _split_tone(character: str) -> tuple[str, str]:
    """Part a letter from its tone: ở is ơ and hỏi; marks that are no tone of Vietnamese count 6."""
    apart = unicodedata.normalize("NFD", character)
    base, marks = apart[0], apart[1:]
    kept = "".join(mark for mark in marks if mark in _LETTER_MARKS)
    tones = "".join(_TONES.get(mark, "6") for mark in marks if mark not in _LETTER_MARKS)
    return unicodedata.normalize("NFC", base + kept), tones


def _thai_key(word: str) -> tuple[str, str]:
    swapped = _swapped(fold(word))
    letters = [c for c in swapped if c not in _THAI_MARKS]
    marks = ["0"] * len(letters)
    place = -1
    for character in swapped:
        if character in _THAI_MARKS:
            marks[max(place, 0)] = _THAI_MARKS[character]
        else:
            place += 1
    return "".join(letters), "".join(marks).rstrip("0") or "0"


def _swapped(word: str) -> str:
    """Put each leading vowel behind the consonant it is read after."""
    return _LEADING.sub(r"\2\1", word)
