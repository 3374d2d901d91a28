"""Candidates from the index: the ways a text is found, best first, never more than `most`.

    numbers a phone number of the record ends in it
    names   every word is a whole word of the record's name
    words   every word stands in the record as a whole word; then: begins one of its words
    parts   every word stands inside the text somewhere (trigrams)
    loose   the same without Thai tone signs

A way is asked only while the better ones have not filled the list, so a common word costs one
bounded query. Type and reach are tokens of the word index, intersected inside it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from quen.fields.searching import asking, tokens
from quen.fields.searching.asking import Asked, Scope
from quen.fields.searching.where import Where, containing, reaching, readable, shared, starting

MOST_LOOKED = 10_000
Way = tuple[str, list[Any]]
_ROWS = "SELECT r.id FROM fields_searchrow r WHERE true"
_PHONES = "SELECT DISTINCT r.id FROM fields_searchphone p JOIN fields_searchrow r ON r.id = p.row_id WHERE ("
# SQLite's two FTS5 tables: words with marks, and trigrams.
_WORDS = "SELECT w.rowid FROM fields_search_words w"
_TEXT = "SELECT rowid FROM fields_search_text WHERE fields_search_text MATCH %s LIMIT "


def candidates(asked: Asked, scopes: Sequence[Scope], most: int) -> tuple[list[int], set[int]]:
    """Ids of search rows, at most `most` (so many mean that there may be more), and those of them
    that a phone number found."""
    phoned = [scope for scope in scopes if scope.phones_readable]
    numbered = _run(_numbers(asked, phoned), most) if asked.endings and phoned else []
    found = dict.fromkeys(numbered)
    for way in _ways(asked, scopes):
        if len(found) >= most:
            break
        found.update(dict.fromkeys(_run(way, most)))
    return list(found)[:most], set(numbered)


def _ways(asked: Asked, scopes: Sequence[Scope]) -> Iterator[Way]:
    reached = [scope for scope in scopes if scope.reached]
    if reached and (asked.terms or asked.signs):
        whole = [_quoted(tokens.sign(one)) for one in asked.signs]
        if asked.terms:
            yield _words(asked, reached, [_quoted(tokens.name(one)) for one in asked.terms])
        yield _words(asked, reached, [*whole, *map(_quoted, asked.terms)])
        if asked.terms:
            yield _words(asked, reached, [_beginning(one) for one in asked.terms])
    if (beyond := [scope for scope in scopes if scope.shared]) and asked.terms:
        yield _scan(shared(beyond), asked.terms, "norm")
    if reached and any(not asking.is_short(term) for term in asked.terms):
        yield from _parts(asked.terms, reached, "norm")
    if reached and any(not asking.is_short(term) for term in asked.loose):
        yield from _parts(asked.loose, reached, "loose")


def _run(way: Way, most: int) -> list[int]:
    sql, params = way
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {int(most)}", params)
        return [row[0] for row in cursor.fetchall()]


def _numbers(asked: Asked, scopes: Sequence[Scope]) -> Way:
    """Numbers that end in what was typed, on records that also hold the words beside it."""
    # Digits stand before letters in every collation, so "a" ends the range of what begins alike.
    ranges = " OR ".join("(p.digits >= %s AND p.digits < %s)" for _ in asked.endings)
    params = [edge for ending in asked.endings for edge in (ending, f"{ending}a")]
    also = reaching(scopes, with_shared=True) + containing(asked.beside, "norm")
    also += readable(scopes, asked.beside)
    return f"{_PHONES}{ranges}){also.sql}", [*params, *also.params]


def _words(asked: Asked, scopes: Sequence[Scope], parts: Sequence[str]) -> Way:
    """Rows with all these tokens, by the word index."""
    scope = " OR ".join(scope.match() for scope in scopes)
    match = f"{' AND '.join(parts)} AND ({scope})"
    guard = readable(scopes, asked.terms)
    if connection.vendor == "postgresql":
        vector = " AND r.vector @@ %s::tsquery"
        return f"{_ROWS}{vector}{guard.sql}", [_as_tsquery(match), *guard.params]
    joined = " JOIN fields_searchrow r ON r.id = w.rowid" if guard.sql else ""
    where = f" WHERE w.fields_search_words MATCH %s{guard.sql} ORDER BY w.rowid DESC"
    return f"{_WORDS}{joined}{where}", [match, *guard.params]


def _beginning(term: str) -> str:
    """A word's beginning; a short piece of unspaced writing may stand anywhere."""
    if asking.is_short(term) and asking.is_unspaced(term):
        pair = _quoted(tokens.pair(term))
        return f"{pair}*" if len(term) == 1 else pair
    return f"{_quoted(term)}*"


def _quoted(token: str) -> str:
    plain = token.replace('"', '""')
    return f'"{plain}"'


def _as_tsquery(match: str) -> str:
    """The same expression as PostgreSQL writes it: no token holds a quote or a backslash."""
    plain = match.replace('"*', '":*').replace('"', "'")
    return plain.replace(" AND ", " & ").replace(" OR ", " | ")


def _parts(terms: Sequence[str], scopes: Sequence[Scope], column: str) -> Iterator[Way]:
    """Text that holds every term, by trigrams; short terms are looked up on the row."""
    long = [term for term in terms if not asking.is_short(term)]
    also = reaching(scopes, with_shared=False)
    also += starting([term for term in terms if asking.is_short(term)])
    also += readable(scopes, terms if column == "norm" else ())
    if connection.vendor == "postgresql":
        held = containing(long, column) + also
        yield _ROWS + held.sql, list(held.params)
        return
    match = f"{column} : ({' AND '.join(map(_quoted, long))})"
    # Text that stands nearly everywhere is looked for among what the person sees instead.
    looked = f" AND r.id IN ({_TEXT}{MOST_LOOKED})"
    yield f"{_ROWS}{looked}{also.sql}", [match, *also.params]
    narrow = [scope for scope in scopes if scope.column]
    if narrow and _is_common(match):
        yield _scan(reaching(narrow, with_shared=False), terms, column)


def _is_common(match: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{_TEXT}1 OFFSET {MOST_LOOKED - 1}", [match])
        return cursor.fetchone() is not None


def _scan(who: Where, terms: Sequence[str], column: str) -> Way:
    """Look through a few rows that a person sees, without the text's index."""
    where = who + containing(terms, column)
    return _ROWS + where.sql, list(where.params)
