"""Conditions on a search row (as `r`), spelt as both databases answer them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from quen.fields.searching import asking, tokens
from quen.fields.searching.asking import Scope

_BLANK = "' '"
FEW, MUCH = 2_000, 25_000
_KEPT_SECONDS = 300
_ONE = "SELECT 1 FROM fields_searchrow r WHERE true"
_more: dict[tuple[Any, ...], tuple[float, bool]] = {}


@dataclass(frozen=True)
class Where:
    """SQL that begins with " AND " (or is empty), and what is bound in it."""

    sql: str = ""
    params: tuple[Any, ...] = ()

    def __add__(self, other: "Where") -> "Where":
        return Where(self.sql + other.sql, (*self.params, *other.params))


def reaching(
    scopes: Sequence[Scope], *, with_shared: bool = False, by_index: bool = False
) -> Where:
    """Rows of these types within the user's reach, ids as literals.

    Only `by_index` may the database start from teams, which hold much; else it checks what the text
    has found.
    """
    rules: list[str] = []
    params: list[Any] = []
    for scope in scopes:
        rule, given = _reach(scope, with_shared, by_index)
        rules.append(f"(r.type = %s AND {rule})" if rule else "r.type = %s")
        params += [scope.key, *given]
    return Where(f" AND ({' OR '.join(rules)})", tuple(params))


def _reach(scope: Scope, with_shared: bool, by_index: bool) -> tuple[str, list[Any]]:
    if scope.reached and not scope.column:
        return "", []
    rules: list[str] = []
    given: list[Any] = []
    if scope.reached:
        wide = scope.column == "team_id" and not by_index
        column = f"(r.{scope.column} + 0)" if wide else f"r.{scope.column}"
        rules.append(f"{column} IN ({_marks(scope.ids)})")
        given += scope.ids
    if with_shared and scope.shared:
        rules.append(f"r.record_id IN ({_marks(scope.shared)})")
        given += scope.shared
    return f"({' OR '.join(rules) or '1 = 0'})", given


def sees_few(scopes: Sequence[Scope]) -> bool:
    """Whether all that these scopes reach is few enough to look through; known for minutes."""
    return all(scope.column for scope in scopes) and not _holds_more(scopes, FEW)


def sees_much(scopes: Sequence[Scope]) -> bool:
    """Whether these scopes reach so much that PostgreSQL had better check a word's rows one by one:
    crossing the long lists of a type or of teams inside its index costs more. SQLite's does not."""
    if connection.vendor == "sqlite" or any(scope.column == "owner_id" for scope in scopes):
        return False
    return not all(scope.column for scope in scopes) or _holds_more(scopes, MUCH)


def can_be_scanned(scopes: Sequence[Scope]) -> bool:
    """Whether what these scopes reach can be looked through within the time of a search."""
    return not _holds_more(scopes, MUCH)


def _holds_more(scopes: Sequence[Scope], than: int) -> bool:
    key = (than, *((scope.key, scope.column, scope.ids) for scope in scopes))
    kept = _more.get(key)
    if kept is None or kept[0] < time.monotonic():
        where = reaching(scopes, by_index=True)
        with connection.cursor() as cursor:
            cursor.execute(f"{_ONE}{where.sql} LIMIT 1 OFFSET {than}", list(where.params))
            _more[key] = kept = (time.monotonic() + _KEPT_SECONDS, cursor.fetchone() is not None)
    return kept[1]


def shared(scopes: Sequence[Scope]) -> Where:
    """Rows that were shared one by one."""
    rules = [f"(r.type = %s AND r.record_id IN ({_marks(s.shared)}))" for s in scopes]
    params = [value for scope in scopes for value in (scope.key, *scope.shared)]
    return Where(f" AND ({' OR '.join(rules)})", tuple(params))


def containing(terms: Sequence[str], column: str) -> Where:
    """Rows whose text holds every term; on PostgreSQL spelt for its trigrams."""
    if connection.vendor == "postgresql":
        # What is in no line of Thai has no loose text, and is not in the loose index.
        filled = " AND r.loose <> ''" if column == "loose" else ""
        held = "".join(f" AND r.{column} LIKE %s" for _ in terms)
        return Where(filled + held, tuple(f"%{_escaped(term)}%" for term in terms))
    return looking(terms, column)


def looking(terms: Sequence[str], column: str) -> Where:
    """As `containing`, spelt so that no index of the text is used."""
    sql = "".join(f" AND {_found(f'r.{column}')} > 0" for _ in terms)
    return Where(sql, tuple(terms))


def starting(terms: Sequence[str]) -> Where:
    """Rows with a word that begins with each short term, or that holds it where nothing is spaced."""
    sql = ""
    params: list[Any] = []
    for term in terms:
        inside = asking.is_unspaced(term)
        sql += f" AND {_found('r.norm' if inside else _spaced())} > 0"
        params.append(term if inside else f" {term}")
    return Where(sql, tuple(params))


def best_named(terms: Sequence[str]) -> Where:
    """Orders rows by how many of the terms are whole words of their name."""
    held = f"({_found(f'({_spaced()} || {_BLANK})')} > 0)"
    order = " + ".join([held] * len(terms))
    return Where(f" ORDER BY {order} DESC", tuple(f" {tokens.name(term)} " for term in terms))


def readable(scopes: Sequence[Scope], terms: Sequence[str]) -> Where:
    """Rows that hold each term in a field that the user may read; nothing where none is hidden."""
    sql = ""
    params: list[Any] = []
    for scope in scopes:
        if not scope.hidden or not terms:
            continue
        allowed = _allowed(scope)
        held = " AND ".join(f"{_found(allowed)} > 0" for _ in terms)
        sql += f" AND (r.type <> %s OR ({held}))"
        params += [scope.key, *terms]
    return Where(sql, tuple(params))


def _allowed(scope: Scope) -> str:
    """The readable text of a row as one expression."""
    _title, *keys = scope.lent.fields
    shown = ["r.title"] if scope.title_readable else ["''"]
    shown += [_part(key) for key in keys if key not in scope.hidden]
    return "(" + " || ' ' || ".join(shown) + ")"


def _part(key: str) -> str:
    """Keys are named by rooms in code, never by a request."""
    if connection.vendor == "postgresql":
        return f"coalesce(r.parts ->> '{key}', '')"
    return f"coalesce(json_extract(r.parts, '$.\"{key}\"'), '')"


def _spaced() -> str:
    return "(' ' || r.words)"


def _found(text: str) -> str:
    name = "strpos" if connection.vendor == "postgresql" else "instr"
    return f"{name}({text}, %s)"


def _escaped(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("%s" for _ in values)
