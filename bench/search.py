"""Search at the size of the database it finds: each question beside the raw index query of the same.

Needs a filled database (`quen demo --size large`). `measure()` gives lines of figures; times are
medians of CPU milliseconds, the database's included, warm: as everywhere in this bench.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection

from bench.figures import RUNS, cost
from quen.fields import searching
from quen.kit.text import fold

LIMIT_OVER_RAW = 25
TEXTS = (
    *(
        "nguyen van dat",
        "le thi hoa",
        "tran thi",
        "pham minh anh",
        "an binh",
        "hung",
        "nguyen",
        "an",
        "ong",
    ),
    *("ข้าว", "5678", "zzzqqq"),
)


@dataclass(frozen=True)
class Figure:
    """One question by one person: what search took, what the bare index query took."""

    who: str
    text: str
    found: int
    ours: float
    raw: float

    @property
    def over(self) -> float:
        return self.ours - self.raw

    @property
    def is_good(self) -> bool:
        return self.over <= LIMIT_OVER_RAW


def measure(people: dict[str, Any], texts: Sequence[str] = TEXTS) -> Iterator[Figure]:
    """Ask each text as each person (name to user), contacts only, as lists and the API do."""
    for who, user in people.items():
        for text in texts:
            ask = partial(searching.ids_for, user, "contact", text)
            raw = cost(partial(raw_index_query, text), RUNS)
            yield Figure(who, text, len(ask()), cost(ask, RUNS).cpu, raw.cpu)


def raw_index_query(text: str) -> list[Any]:
    """The same words asked of the index alone: 20 rows, no rights, no ranking."""
    terms = fold(text).split()
    with connection.cursor() as cursor:
        cursor.execute(*_raw(terms))
        return cursor.fetchall()


def _raw(terms: Sequence[str]) -> tuple[str, list[Any]]:
    if text_is_number(terms):
        sql = "SELECT row_id FROM fields_searchphone WHERE digits >= %s AND digits < %s LIMIT 20"
        return sql, [terms[0][::-1], f"{terms[0][::-1]}a"]
    if connection.vendor == "postgresql":
        held = " AND ".join("norm LIKE %s" for _ in terms)
        return f"SELECT id FROM fields_searchrow WHERE {held} LIMIT 20", [f"%{t}%" for t in terms]  # noqa: S608
    if min(map(len, terms)) < 3:
        sql = "SELECT rowid FROM fields_search_words WHERE fields_search_words MATCH %s LIMIT 20"
        return sql, [" AND ".join(f'"{term}"*' for term in terms)]
    sql = "SELECT rowid FROM fields_search_text WHERE fields_search_text MATCH %s LIMIT 20"
    return sql, [" AND ".join(f'"{term}"' for term in terms)]


def text_is_number(terms: Sequence[str]) -> bool:
    """Whether the text is the end of a phone number."""
    return len(terms) == 1 and terms[0].isdigit()


def report(figures: Iterator[Figure]) -> Iterator[str]:
    """The figures as lines of text."""
    for f in figures:
        mark = "" if f.is_good else "  over the limit"
        yield f"{f.who:10} {f.text:16} {f.found:4} found  {f.ours:7.2f} ms  raw {f.raw:7.2f}{mark}"
