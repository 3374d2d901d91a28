"""Candidates from the index: the ways a text is found, best first, never more than `most`.

    numbers a phone number of the record ends in it (or is it, for whom it is masked)
    names   every word is a whole word of the record's name
    words   every word stands in the record as a whole word; then: begins one of its words
    parts   every word stands inside the text somewhere (trigrams)
    loose   the same without Thai tone signs

Several words of a person who sees a part are mostly asked of the word index alone. Else, when trigrams
alone find less than that, they have found everything and nothing more is asked; a way is asked only
while the better ones have not filled the list, so a common word costs a few bounded queries. Type and
reach are tokens of the word index, intersected inside it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from quen.fields.searching import asking, tokens
from quen.fields.searching.asking import Asked, Scope
from quen.fields.searching.entries import HOLDERS
from quen.fields.searching.where import (
    Where,
    best_named,
    can_be_scanned,
    containing,
    looking,
    reaching,
    readable,
    sees_few,
    sees_much,
    shared,
    starting,
)

MOST_LOOKED, LITTLE = 10_000, 4_000
# So many whole names answer a question: what is less like it is not looked for.
PLENTY = 20
Way = tuple[str, list[Any]]
_ROWS = "SELECT r.id FROM fields_searchrow r WHERE true"
_PHONES = (
    "SELECT DISTINCT r.id FROM fields_searchphone p CROSS JOIN fields_searchrow r "
    "WHERE r.id = p.row_id AND ("
)
# CROSS JOIN keeps SQLite from starting at the rows: it knows too little of its own statistics.
_HELD = "SELECT r.id FROM ("
_THEIR_ROWS = "fields_searchrow r WHERE r.id = h.rowid"
_THESE = "SELECT r.id FROM json_each(%s) h CROSS JOIN fields_searchrow r WHERE r.id = h.value"
# SQLite's two FTS5 tables: words with marks, and trigrams.
_WORDS = "SELECT w.rowid FROM fields_search_words w"
_TEXT = "SELECT rowid FROM fields_search_text WHERE fields_search_text MATCH %s"


def candidates(asked: Asked, scopes: Sequence[Scope], most: int) -> tuple[list[int], set[int]]:
    """Ids of search rows, at most `most` (so many mean that there may be more), and those of them
    that a phone number found."""
    masked = [scope for scope in scopes if scope.masked]
    phoned = [] if masked else [scope for scope in scopes if scope.phones_readable]
    numbered = _run(_numbers(asked, phoned), most) if asked.endings and phoned else []
    numbered += _whole(asked, masked, most) if masked else []
    found = dict.fromkeys(numbered)
    if (beyond := [scope for scope in scopes if scope.shared]) and asked.terms:
        found.update(dict.fromkeys(_run(_scan(shared(beyond), asked.terms, "norm"), most)))
    reached = [scope for scope in scopes if scope.reached]
    if reached and (asked.terms or asked.signs):
        found.update(_by_text(asked, reached, most))
    return list(found)[:most], set(numbered)


def _whole(asked: Asked, scopes: Sequence[Scope], most: int) -> list[int]:
    """Rows that hold the text as a whole phone or mail, for whom these are masked."""
    masked = {(scope.key, key) for scope in scopes for key in scope.masked}
    told = {
        (one, pk) for lent in HOLDERS for one, key, pk in lent(asked.whole) if (one, key) in masked
    }
    if not told:
        return []
    pairs = " OR ".join("(r.type = %s AND r.record_id = %s)" for _ in told)
    also = reaching(scopes, with_shared=True)
    params = [value for pair in told for value in pair]
    return _run((f"{_ROWS} AND ({pairs}){also.sql}", [*params, *also.params]), most)


def _by_text(asked: Asked, scopes: Sequence[Scope], most: int) -> dict[int, None]:
    """All that holds the words, where that is not too much; else the best ways first."""
    if asked.terms and sees_few(scopes):
        return _of_few(asked, scopes, most)
    if _are_several(asked, scopes):
        return dict.fromkeys(_of_several(asked, scopes, most))
    found: dict[int, None] = {}
    if len(asked.terms) == 1:
        found = dict.fromkeys(_run(_named(asked, scopes), most))
        if len(found) >= most:
            return found
    held: list[int] = []
    names_first = False
    if asked.terms and not any(map(asking.is_short, asked.terms)):
        held, names_first = _holding(asked.terms, scopes, "norm", most)
        if len(held) < most:
            long = any(not asking.is_short(term) for term in asked.loose)
            loose, _no_names = _holding(asked.loose, scopes, "loose", most) if long else ([], False)
            return found | dict.fromkeys(held + loose)
    named = names_first or bool(found)
    found |= dict.fromkeys(held) if names_first else {}
    for way in _ways(asked, scopes, named=named, full=len(held) >= most):
        if len(found) >= most:
            break
        found.update(dict.fromkeys(_run(way, most)))
    return found | dict.fromkeys(held)


def _are_several(asked: Asked, scopes: Sequence[Scope]) -> bool:
    """Whether several words are asked where the database would else look at many rows one by one:
    SQLite for each, PostgreSQL for those too short for trigrams."""
    spaced = not asked.signs and not any(map(asking.is_unspaced, asked.terms))
    many = _looks_at_rows(scopes) or any(map(asking.is_short, asked.terms))
    return spaced and len(asked.terms) > 1 and many and any(scope.column for scope in scopes)


def _of_several(asked: Asked, scopes: Sequence[Scope], most: int) -> list[int]:
    """All that holds the words where that is little, else names of these words, else text of them, the
    last of which may be unfinished; what only holds them inside others counts where there is nothing."""
    if _looks_at_rows(scopes) and not any(map(asking.is_short, asked.terms)):
        held = _all_holding(asked, scopes, most)
        if held is not None:
            return held
    named = _run(_named(asked, scopes), most)
    if len(named) >= PLENTY:
        return named
    *whole, last = asked.terms
    begun = _run(_words(asked, scopes, [*map(_quoted, whole), _beginning(last)]), most)
    return named + begun or _inside(asked, scopes, most)


def _all_holding(asked: Asked, scopes: Sequence[Scope], most: int) -> list[int] | None:
    """Rows that hold every word, the best named first; None where the text alone gives many."""
    looked = _run((_TEXT, [_match(asked.terms, "norm")]), LITTLE)
    if len(looked) >= LITTLE:
        return None
    also = reaching(scopes) + readable(scopes, asked.terms) + best_named(asked.terms)
    return _run((_THESE + also.sql, [json.dumps(looked), *also.params]), most)


def _inside(asked: Asked, scopes: Sequence[Scope], most: int) -> list[int]:
    """Rows where the words stand somewhere, the short ones at the start of a word."""
    long = any(not asking.is_short(term) for term in asked.terms)
    return _holding(asked.terms, scopes, "norm", most)[0] if long else []


def _of_few(asked: Asked, scopes: Sequence[Scope], most: int) -> dict[int, None]:
    """A person who sees few has all of theirs looked through."""
    mine = reaching(scopes, by_index=True)
    short = [term for term in asked.terms if asking.is_short(term)]
    long = [term for term in asked.terms if not asking.is_short(term)]
    found = _run(_scan(mine + starting(short), long, "norm"), most)
    if loose := [term for term in asked.loose if not asking.is_short(term)]:
        found += _run(_scan(mine, loose, "loose"), most)
    return dict.fromkeys(found)


def _holding(
    terms: Sequence[str], scopes: Sequence[Scope], column: str, most: int
) -> tuple[list[int], bool]:
    """Rows that hold every term, and whether those whose name holds them all come first."""
    ways = list(_parts(terms, scopes, column))
    first = len(ways) == 1 and len(terms) > 1 and _looks_at_rows(scopes) and column == "norm"
    return [row for way in ways for row in _run(way, most)], first


def _looks_at_rows(scopes: Sequence[Scope]) -> bool:
    """Whether text is found by itself and its rows are then looked at one by one: SQLite, for whom
    not everything is visible to."""
    return connection.vendor == "sqlite" and any(scope.column for scope in scopes)


def _ways(asked: Asked, scopes: Sequence[Scope], *, named: bool, full: bool) -> Iterator[Way]:
    """What is left to ask: `named` says that names were, `full` that the text gave a list already,
    when beginnings of several words, or within a narrow reach, cost more than they better it."""
    if asked.terms and not named:
        yield _named(asked, scopes)
    short = any(map(asking.is_short, asked.terms))
    if short or asked.signs:
        signs = [_quoted(tokens.sign(one)) for one in asked.signs]
        yield _words(asked, scopes, [*signs, *map(_quoted, asked.terms)])
    narrow = any(scope.column for scope in scopes)
    if asked.terms and not (full and (narrow or len(asked.terms) > 1)):
        yield _words(asked, scopes, [_beginning(one) for one in asked.terms])
    for terms, column in ((asked.terms, "norm"), (asked.loose, "loose")) if short else ():
        if any(not asking.is_short(term) for term in terms):
            yield from _parts(terms, scopes, column)


def _named(asked: Asked, scopes: Sequence[Scope]) -> Way:
    """Rows whose name holds every term as a whole word."""
    return _words(asked, scopes, [_quoted(tokens.name(one)) for one in asked.terms])


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
    """Rows with all these tokens, by the word index; who sees much has type and reach checked on the
    rows it gives."""
    match, guard = " AND ".join(parts), readable(scopes, asked.terms)
    if sees_much(scopes):
        guard = reaching(scopes) + guard
    else:
        match += f" AND ({' OR '.join(scope.match() for scope in scopes)})"
    if connection.vendor == "postgresql":
        vector = " AND r.vector @@ %s::tsquery"
        return f"{_ROWS}{vector}{guard.sql}", [_as_tsquery(match), *guard.params]
    joined = " CROSS JOIN fields_searchrow r" if guard.sql else ""
    same = " AND r.id = w.rowid" if guard.sql else ""
    where = f" WHERE w.fields_search_words MATCH %s{same}{guard.sql}"
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
    also = reaching(scopes)
    also += starting([term for term in terms if asking.is_short(term)])
    also += readable(scopes, terms if column == "norm" else ())
    if connection.vendor == "postgresql":
        held = containing(long, column) + also
        yield _ROWS + held.sql, list(held.params)
        return
    match = _match(long, column)
    if not _looks_at_rows(scopes):
        yield (
            f"{_HELD}{_TEXT} LIMIT {MOST_LOOKED}) h CROSS JOIN {_THEIR_ROWS}{also.sql}",
            [
                match,
                *also.params,
            ],
        )
        return
    looked = _run((_TEXT, [match]), MOST_LOOKED)
    every = len(looked) < MOST_LOOKED
    best = best_named(terms) if every and column == "norm" and len(terms) > 1 else Where()
    yield _THESE + also.sql + best.sql, [json.dumps(looked), *also.params, *best.params]
    narrow = [scope for scope in scopes if scope.column]
    if not every and can_be_scanned(narrow):
        # Text that stands nearly everywhere is looked for among what the person sees instead.
        yield _scan(reaching(narrow, by_index=True), terms, column)


def _match(terms: Sequence[str], column: str) -> str:
    """SQLite's question to the trigrams of a column."""
    return f"{column} : ({' AND '.join(map(_quoted, terms))})"


def _scan(who: Where, terms: Sequence[str], column: str) -> Way:
    """Look through a few rows that a person sees, without the text's index."""
    where = who + looking(terms, column)
    return _ROWS + where.sql, list(where.params)
