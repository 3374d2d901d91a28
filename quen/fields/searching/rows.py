"""Writing search rows: bulk, in the transaction of the change they follow."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction

from quen.fields.models import SearchPhone, SearchRow
from quen.fields.searching.entries import SEARCHABLE, Entry, Searchable
from quen.fields.searching.tokens import LONGEST_TEXT, marks, names, tokens
from quen.kit import rows
from quen.kit.db import analyze
from quen.kit.phones import digits_reversed
from quen.kit.rebuilding import rebuilds
from quen.kit.tasks import task
from quen.kit.text import fold, fold_loose, has_thai

BATCH = 500
LONGEST_TITLE = 400


def refresh(type_key: str, ids: Sequence[int]) -> None:
    """Bring the search rows of these records up to date (trashed ones are forgotten)."""
    if type_key not in SEARCHABLE or not ids:
        return
    stood = SearchRow.objects.filter(type=type_key, record_id__in=ids)
    titles = dict(stood.values_list("record_id", "title"))
    made = _index(SEARCHABLE[type_key].entries(ids), fresh=not titles)
    now = {row.record_id: row.title for row in made}
    forget(type_key, titles.keys() - now.keys())
    follow(type_key, [pk for pk, title in now.items() if titles.get(pk, title) != title])


def follow(type_key: str, renamed: Sequence[int]) -> None:
    """Records that are found by the name of these (people by their company's) learn the new one."""
    for lent in SEARCHABLE.values():
        if renamed and type_key in lent.follows:
            for at, batch in enumerate(_batches(lent.follows[type_key](renamed), BATCH)):
                if at == 0:
                    index(lent.entries(batch))
                else:
                    index_later.enqueue(lent.type, batch)


@task()
def index_later(type_key: str, ids: list[int]) -> None:
    """Index the followers of a great company behind the change that renamed it."""
    index(SEARCHABLE[type_key].entries(ids))


def index(entries: Iterable[Entry]) -> int:
    """Write the rows of these entries, 500 a statement; gives how many."""
    return sum(1 for _row in _index(entries))


def _index(entries: Iterable[Entry], *, fresh: bool = False) -> Iterator["Indexed"]:
    """`fresh` says that none of them has a row yet."""
    for batch in _batches(entries, BATCH):
        yield from _write(batch, fresh=fresh)


def forget(type_key: str, ids: Iterable[int]) -> None:
    """Drop the rows of these records."""
    for batch in _batches(ids, BATCH):
        found = SearchRow.objects.filter(type=type_key, record_id__in=batch)
        SearchPhone.objects.filter(row__in=found).delete()
        found.delete()


def touch_reach(
    type_key: str, ids: Iterable[int], owner_id: int | None, team_id: int | None
) -> None:
    """Give these records' rows to an owner and team, when nothing else of them changed."""
    facts = {"owner_id": owner_id, "team_id": team_id, "marks": marks(type_key, owner_id, team_id)}
    for batch in _batches(ids, BATCH):
        SearchRow.objects.filter(type=type_key, record_id__in=batch).update(**facts)


@rebuilds("search")
def rebuild() -> int:
    """Make all rows anew from what the rooms lend, 500 a transaction; gives how many.

    People go on searching and changing records meanwhile.
    """
    done = sum(_rebuild_type(type_key, lent) for type_key, lent in SEARCHABLE.items())
    analyze(SearchRow._meta.db_table, SearchPhone._meta.db_table)
    return done


def _rebuild_type(type_key: str, lent: Searchable) -> int:
    """Entries come by record id, so a row between two of them belongs to no live record."""
    done, after = 0, 0
    of_type = SearchRow.objects.filter(type=type_key)
    for batch in _batches(lent.entries(None), BATCH):
        ids = [entry.record_id for entry in batch]
        stale = of_type.filter(record_id__gt=after, record_id__lt=ids[-1]).exclude(
            record_id__in=ids
        )
        with transaction.atomic():
            _write(batch)
            forget(type_key, stale.values_list("record_id", flat=True))
        done, after = done + len(batch), ids[-1]
    forget(type_key, of_type.filter(record_id__gt=after).values_list("record_id", flat=True))
    return done


class Indexed(NamedTuple):
    """A search row's columns."""

    type: str
    record_id: int
    title: str
    parts: dict[str, str]
    norm: str
    loose: str
    words: str
    marks: str
    owner_id: int | None
    team_id: int | None
    at: datetime


def row_of(entry: Entry) -> Indexed:
    """The row of an entry. Raises ValueError for text of a field that the room has not named."""
    _check(entry)
    title = fold(entry.title)[:LONGEST_TITLE]
    parts = {key: fold(text)[:LONGEST_TEXT] for key, text in entry.text.items() if text}
    parts = {key: text for key, text in parts.items() if text}
    norm = "\n".join(filter(None, (title, *parts.values())))[:LONGEST_TEXT]
    return Indexed(
        type=entry.type,
        record_id=entry.record_id,
        title=title,
        parts=parts,
        norm=norm,
        loose=fold_loose_lines(norm) if has_thai(norm) else "",
        words=" ".join([*names(title), *tokens(norm)]),
        marks=marks(entry.type, entry.owner_id, entry.team_id),
        owner_id=entry.owner_id,
        team_id=entry.team_id,
        at=entry.at,
    )


def fold_loose_lines(norm: str) -> str:
    """Fold each line loosely: folding as a whole would join the lines."""
    return "\n".join(fold_loose(line) for line in norm.split("\n"))


def _check(entry: Entry) -> None:
    known = SEARCHABLE[entry.type].fields
    stray = [key for key in entry.text.keys() - known if not key.startswith("custom.")]
    if stray:
        raise ValueError(f"search of {entry.type} does not know the field {stray[0]}")


@transaction.atomic
def _write(entries: Sequence[Entry], *, fresh: bool = False) -> list[Indexed]:
    made = [row_of(entry) for entry in entries]
    stored = rows.upsert(SearchRow, Indexed._fields, ("type", "record_id"), made)
    ids = {(type_key, record_id): pk for pk, type_key, record_id in stored}
    if not fresh:
        SearchPhone.objects.filter(row__in=ids.values()).delete()
    numbers = (
        (ids[entry.type, entry.record_id], digits_reversed(phone)[:20])
        for entry in entries
        for phone in dict.fromkeys(entry.phones)
    )
    rows.insert(SearchPhone, ("row_id", "digits"), numbers)
    return made


def _batches(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch
