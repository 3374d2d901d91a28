"""Tokens of the word index: words, and pieces of writing that has no spaces.

A token that a person cannot type begins with "#", which parts words: #k is a record type, #o an
owner, #t a team, #n a word of the record's name, #2 two letters of Thai and its like, #= a sign that no word holds.
"""

import re
from functools import lru_cache

from quen.kit.text import words

LONGEST_TEXT = 20_000
LONGEST_WORD = 60
# Thai to Tibetan and Burmese, Khmer, kana and Chinese are written without spaces between words.
UNSPACED = re.compile(
    "[\u0e01-\u0eff\u0f40-\u0fbc\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


def tokens(folded: str) -> list[str]:
    """Every token of a folded text, each once."""
    found = dict.fromkeys(token for word in words(folded) for token in _of_word(word))
    signs = (c for c in folded.split() if not c.isalnum() and not words(c))
    return [*found, *dict.fromkeys(map(sign, signs))]


@lru_cache(maxsize=50_000)  # names share few words, and an import asks for every one
def _of_word(word: str) -> tuple[str, ...]:
    if not UNSPACED.search(word):
        return (word[:LONGEST_WORD],)
    pairs = (f"#2{word[at : at + 2]}" for at in range(len(word)))
    return (word[:LONGEST_WORD], *dict.fromkeys(pairs))


def names(title: str) -> list[str]:
    """Tokens that stand for whole words of the record's name, which are found first."""
    return [name(word[:LONGEST_WORD]) for word in dict.fromkeys(words(title))]


def name(term: str) -> str:
    """The token of a whole word of the name."""
    return f"#n{term}"


def pair(term: str) -> str:
    """The token of one or two letters inside writing without spaces."""
    return f"#2{term}"


def sign(chunk: str) -> str:
    """The token of something between blanks that holds no letter or digit: "--", "<>"."""
    return f"#={chunk.encode().hex()[:LONGEST_WORD]}"


@lru_cache(maxsize=10_000)
def marks(type_key: str, owner_id: int | None, team_id: int | None) -> str:
    """The tokens by which a row's type, owner and team are intersected in the index itself."""
    owner = f" #o{owner_id}" if owner_id else ""
    team = f" #t{team_id}" if team_id else ""
    return f"{kind(type_key)}{owner}{team}"


def kind(type_key: str) -> str:
    """The token of a record type."""
    return f"#k{type_key}"
