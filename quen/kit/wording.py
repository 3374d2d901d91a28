"""Names that a company gives in its languages, and the keys that are made of them."""

from collections.abc import Collection, Mapping

from quen.kit.text import clean, fold, one_line

LANGUAGES = ("vi", "th", "en")
LONGEST_KEY = 30


def worded(given: Mapping[str, str], *, most: int = 60, lines: bool = False) -> dict[str, str]:
    """The words by language, cleaned and cut to `most` letters; languages without words are left out.

    `lines` keeps line breaks.
    """
    told = {code: clean(str(given.get(code) or "")) for code in LANGUAGES}
    cut = {
        code: (words if lines else one_line(words)).strip()[:most] for code, words in told.items()
    }
    return {code: words for code, words in cut.items() if words}


def key_of(name: str, taken: Collection[str], *, empty: str) -> str:
    """A key of small letters for a name, other than those taken; `empty` for one without any."""
    folded = fold(name).replace(" ", "_")
    kept = "".join(c for c in folded if c.isascii() and (c.isalnum() or c == "_"))
    slug = kept[:LONGEST_KEY].strip("_") or empty
    return slug if slug not in taken else f"{slug}_{len(taken)}"
