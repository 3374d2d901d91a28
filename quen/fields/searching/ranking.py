"""How well a found record matches, judged by what the asking user may read of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from quen.fields.searching import asking
from quen.fields.searching.asking import Asked, Scope
from quen.kit.text import fold_loose
from quen.kit.text import words as parted

SAME_NAME, WHOLE_WORDS, NAME, WORD, PART, LOOSE = range(6)


@dataclass(frozen=True)
class Row:
    """What ranking needs of a search row."""

    id: int
    type: str
    record_id: int
    title: str
    norm: str
    owner_id: int | None
    at: datetime
    parts: Mapping[str, str] = field(default_factory=dict)


def tier(asked: Asked, scope: Scope, row: Row, *, by_number: bool) -> int | None:
    """How well a row matches: 0 the words of the name and no others (or a phone number), 1 whole
    words of the name, 2 beginnings of the name's words, 3 of other words, 4 pieces of text, 5 but
    for Thai tone signs; None: not at all, in what the user may read."""
    if by_number:
        return SAME_NAME
    title = row.title if scope.title_readable else ""
    if asked.terms and (level := _by_whole_words(asked.terms, title)) is not None:
        return level
    if asked.terms and _begins(asked.terms, title):
        return NAME
    text = _readable(scope, row)
    if all(sign in text for sign in asked.signs) and _begins(asked.terms, text):
        return WORD
    if _holds(asked.terms, text):
        return PART
    return LOOSE if asked.loose and _holds(asked.loose, fold_loose(text)) else None


def _readable(scope: Scope, row: Row) -> str:
    if not scope.hidden:
        return row.norm
    _title, *keys = scope.lent.fields
    shown = [row.title] if scope.title_readable else []
    return "\n".join(shown + [row.parts.get(k, "") for k in keys if k not in scope.hidden])


def _words(folded: str) -> list[str]:
    """The words of a folded text; most names have no punctuation to look for."""
    plain = folded.split()
    return plain if "".join(plain).isalnum() else parted(folded)


def _by_whole_words(terms: tuple[str, ...], title: str) -> int | None:
    """A customer whose full name was typed stands before a task whose title has those words too."""
    sought, there = set(terms), set(_words(title))
    if not sought <= there:
        return None
    return SAME_NAME if sought == there else WHOLE_WORDS


def _begins(terms: tuple[str, ...], text: str) -> bool:
    there = _words(text)
    return all(any(word.startswith(term) for word in there) for term in terms)


def _holds(terms: tuple[str, ...], text: str) -> bool:
    there = _words(text)
    return all(
        term in text
        if not asking.is_short(term) or asking.is_unspaced(term)
        else any(word.startswith(term) for word in there)
        for term in terms
    )
