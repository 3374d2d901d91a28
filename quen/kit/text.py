"""Text as people type it: stored whole, folded for search, keyed for sorting.

Three forms of one text. Stored: what was typed, Vietnamese letters composed, otherwise untouched
(`clean`). Folded: what search compares (`fold`, `fold_loose`). Keyed: what lists sort by, in
`quen.kit.sorting`.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

THAI_TONES = dict.fromkeys((0x0E47, 0x0E48, 0x0E49, 0x0E4A, 0x0E4B, 0x0E4C, 0x0E4E))
THAI = re.compile(r"[\u0e01-\u0e2e\u0e40-\u0e44]")

_NEVER_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_DECOMPOSED = re.compile(r"[^\W\d_][\u0300-\u036f]{1,2}(?![\u0300-\u036f])")
_LINE_BREAKS = re.compile(r"[\x00\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SARA_AM = re.compile(r"\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_DOUBLE_SARA_E = "\u0e40\u0e40"
_CACHED = 20_000  # more distinct characters than any real company's data holds
_STROKES = str.maketrans(
    {
        "đ": "d",
        "ð": "d",  # the Icelandic letter stands for đ in much Vietnamese text of old encodings
        "ɖ": "d",
        "ø": "o",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
    }
)


def clean(text: str) -> str:
    """Make text fit to store: letters with their marks composed (NFC), everything else as it was typed.

    Only NUL and lone surrogates go, because PostgreSQL and UTF-8 cannot hold them. Text is not
    normalised as a whole: that would rewrite text of other scripts, joiners and stacked marks.
    """
    return text if _is_clean(text) else _DECOMPOSED.sub(_composed, _NEVER_TEXT.sub("", text))


def _is_clean(text: str) -> bool:
    """Whether nothing has to be changed, seen without a regular expression: so it is with nearly every
    text. What is printable holds no control, line break or surrogate."""
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))


def one_line(text: str) -> str:
    """Clean a text for a header, a subject or a file name: line breaks become one space."""
    return (text if _is_clean(text) else _LINE_BREAKS.sub(" ", clean(text))).strip()


def fold(text: str) -> str:
    """Turn text into what search compares: no case, no Vietnamese marks, plain digits and widths.

    đ becomes d; Thai vowels and tone signs stay; invisible characters go; blanks collapse.
    Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.translate(_FOLDED).split())
    folded = _SARA_AM.sub("\\1\u0e33", text.translate(_FOLDED))
    while _DOUBLE_SARA_E in folded:
        folded = folded.replace(_DOUBLE_SARA_E, "\u0e41")
    return " ".join(unicodedata.normalize("NFC", folded).split())


@lru_cache(maxsize=10_000)
def fold_label(label: str) -> str:
    """Fold one of the few texts that very many are compared with: a choice, a stage."""
    return fold(label)


def fold_loose(text: str) -> str:
    """Fold text and drop Thai tone signs too, for the lower rank where mistyped tones still match."""
    return fold(text).translate(THAI_TONES)


def words(text: str) -> list[str]:
    """Split text into its words as written; punctuation and blanks part them, Thai stays whole."""
    return text.translate(_PARTED).split()


def prefixes(folded: str) -> list[str]:
    """List what an index for searches of one and two letters holds, from folded text, each once.

    The words themselves; for a Thai word its first two letters without marks, because tokenizers
    break Thai at its marks. Pass a query through the same function.
    """
    return list(dict.fromkeys(filter(None, map(_prefix, words(folded)))))


def initials(full_name: str) -> str:
    """Give at most two letters for an avatar: "Nguyễn Thị Hồng" is NT, "เกศรา ใจดี" is กจ.

    Empty where the name has no letter or digit.
    """
    letters = (_first_letter(word) for word in words(clean(full_name)))
    return "".join(letter for letter in letters if letter)[:2]


def has_thai(text: str) -> bool:
    """Say whether any Thai letter stands in the text."""
    return THAI.search(text) is not None


class _PerCharacter(dict[int, str]):
    """A table for `str.translate` that works each character out once."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, code: int) -> str:
        made = self.make(chr(code))
        if len(self) < _CACHED:
            self[code] = made
        return made


def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).casefold().translate(_STROKES)
    again = unicodedata.normalize("NFKD", plain).casefold().translate(_STROKES)
    # Sara am comes apart in NFKD; written whole it stays one sign, as it is one on the keyboard.
    return "".join(map(_plain, again)) if character != "\u0e33" else character


def _parted(character: str) -> str:
    return " " if unicodedata.category(character)[0] in "PZC" else character


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cc":
        return " "
    if category in ("Cf", "Cs") or (category in ("Mn", "Me") and not _is_letter_sign(character)):
        return ""
    return character


def _is_letter_sign(character: str) -> bool:
    """Marks of Indic, Thai, Lao, kana and other scripts are letters; those of Latin are not."""
    code = ord(character)
    return not (
        code < 0x0700
        or 0x1AB0 <= code <= 0x1DFF
        or 0x20D0 <= code <= 0x20FF
        or 0xFE00 <= code <= 0xFE2F
    )


def _composed(cluster: re.Match[str]) -> str:
    whole = unicodedata.normalize("NFC", cluster[0])
    return whole if len(whole) == 1 else cluster[0]


def _prefix(word: str) -> str:
    if not has_thai(word):
        return word
    return "".join(c for c in word if not unicodedata.category(c).startswith("M"))[:2]


def _first_letter(word: str) -> str:
    if has_thai(word):
        consonants = (c for c in word if "\u0e01" <= c <= "\u0e2e")
        return next(consonants, "")
    return next((c.upper()[0] for c in word if c.isalnum()), "")


_FOLDED = _PerCharacter(_folded)
_PARTED = _PerCharacter(_parted)
