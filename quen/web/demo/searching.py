"""Search rows of the demo company, loaded like the rest: nobody else writes while it is made."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from quen.fields.models import SearchPhone, SearchRow
from quen.fields.searching.entries import SEARCHABLE, Entry
from quen.fields.searching.rows import row_of
from quen.kit.phones import digits_reversed
from quen.web.demo.loading import CHUNK, load, moment, next_id, text

COLUMNS = [
    "id", "type", "record_id", "title", "parts", "norm", "loose", "words", "marks", "owner_id", "team_id", "at",
]  # fmt: skip


def fill_search() -> None:
    """Load the search rows of every type that rooms lend."""
    for lent in SEARCHABLE.values():
        first, entries = next_id(SearchRow), iter(lent.entries(None))
        while batch := list(islice(entries, CHUNK)):
            load(SearchRow, COLUMNS, (_row(first + n, e) for n, e in enumerate(batch)))
            load(SearchPhone, ["row", "digits"], _numbers(first, batch))
            first += len(batch)


def _row(pk: int, entry: Entry) -> tuple[Any, ...]:
    it = row_of(entry)
    return (
        pk, it.type, it.record_id, it.title, text(it.parts), it.norm, it.loose, it.words, it.marks,
        it.owner_id, it.team_id, moment(it.at),
    )  # fmt: skip


def _numbers(first: int, batch: list[Entry]) -> Iterator[tuple[int, str]]:
    for n, entry in enumerate(batch):
        for phone in dict.fromkeys(entry.phones):
            yield first + n, digits_reversed(phone)[:20]
