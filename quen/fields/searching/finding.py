"""Finding records by what people type: the palette, the search page, `?q=` of lists and API.

Every word must match, in any order and without regard to marks and case. Rank: the whole name
first (also a phone number that ends in the digits typed), then whole words of a name, then
beginnings of its words, then of other words, then pieces of text, then Thai without its tone signs; among equals one's own
records first, then by last activity. At most 200 candidates are ranked, so a common word gives
the best of the first 200 of each kind.

Rights: only what `visible_to` gives is found, nothing in the trash, and a field that a role hides
finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from quen.fields.catalogue import all_fields
from quen.fields.masking import veil
from quen.fields.models import SearchRow
from quen.fields.searching.asking import Asked, Scope, read, scopes
from quen.fields.searching.hits import candidates
from quen.fields.searching.ranking import Row, tier
from quen.kit.records import RecordType

RANKED = 200
_COLUMNS = ("id", "type", "record_id", "title", "norm", "owner_id", "at")


@dataclass(frozen=True)
class Hit:
    """A found record as it is shown to the one who asked."""

    type: str
    id: int
    title: str
    subtitle: str
    url: str
    icon: str


@dataclass(frozen=True)
class Group:
    """The best of one kind. `found` counts what was ranked; `capped` says that there may be more."""

    type: RecordType
    hits: list[Hit]
    found: int
    capped: bool


@dataclass(frozen=True)
class Found:
    """Groups with something in them, in the order of their best hit; `capped` where any is."""

    groups: list[Group]
    capped: bool = False


def find(user: Any, text: str, types: Sequence[str] | None = None, limit: int = 8) -> Found:
    """The best records for a text, at most `limit` of each type that `user` may see."""
    asked = read(text)
    if not asked:
        return Found([])
    ranked = _ranked(user, asked, scopes(user, types), RANKED)
    groups = [_group(user, scope, keys, limit, capped) for scope, keys, capped in ranked if keys]
    return Found(groups, any(group.capped for group in groups))


def ids_for(user: Any, type_key: str, text: str, limit: int = RANKED) -> list[int]:
    """Ids of records of one type, best first: `?q=` of lists and API."""
    asked = read(text)
    if not asked:
        return []
    ranked = _ranked(user, asked, scopes(user, [type_key]), limit)
    return [pk for _scope, keys, _capped in ranked for pk in keys][:limit]


Ranked = list[tuple[Scope, list[int], bool]]


def _ranked(user: Any, asked: Asked, mine: Sequence[Scope], most: int) -> Ranked:
    """Ids by rank for each scope, the scope with the best hit first.

    All types are asked at once; only when that fills the list is each asked by itself.
    """
    if not mine:
        return []
    ids, numbered = candidates(asked, mine, most)
    if len(ids) < most or len(mine) == 1:
        capped = {scope.key: len(ids) >= most for scope in mine}
        return _by_scope(user, asked, mine, ids, numbered, capped)
    every, capped = [], {}
    for scope in mine:
        of_type, by_number = candidates(asked, [scope], most)
        capped[scope.key] = len(of_type) >= most
        every += of_type
        numbered |= by_number
    return _by_scope(user, asked, mine, every, numbered, capped)


def _by_scope(
    user: Any,
    asked: Asked,
    mine: Sequence[Scope],
    ids: Sequence[int],
    numbered: set[int],
    capped: dict[str, bool],
) -> Ranked:
    if not ids:
        return []
    rows = _rows(ids, with_parts=any(scope.hidden for scope in mine))
    found = []
    for scope in mine:
        keys = _sorted(user, asked, scope, [r for r in rows if r.type == scope.key], numbered)
        if keys:
            found.append((keys[0][0], scope, [pk for _rank, pk in keys], capped[scope.key]))
    found.sort(key=lambda one: one[0])
    return [(scope, keys, more) for _best, scope, keys, more in found]


def _rows(ids: Sequence[int], *, with_parts: bool) -> list[Row]:
    """Text by field is read only where a field is hidden."""
    columns = (*_COLUMNS, "parts") if with_parts else _COLUMNS
    return [Row(*row) for row in SearchRow.objects.filter(pk__in=ids).values_list(*columns)]


Rank = tuple[int, bool, float, int]


def _sorted(
    user: Any, asked: Asked, scope: Scope, rows: Sequence[Row], numbered: set[int]
) -> list[tuple[Rank, int]]:
    """(rank, record id) of what matches and may be seen, best first."""
    matching = [
        (level, row)
        for row in rows
        if (level := tier(asked, scope, row, by_number=row.id in numbered)) is not None
    ]
    seen = _seen(user, scope, [row for _level, row in matching])
    return sorted(
        ((level, row.owner_id != user.pk, -seen[row.record_id], -row.record_id), row.record_id)
        for level, row in matching
        if row.record_id in seen
    )  # fmt: skip


def _seen(user: Any, scope: Scope, rows: Sequence[Row]) -> dict[int, float]:
    """How recent those are that may be seen now: the index may be older than the trash."""
    if not rows:
        return {}
    visible = scope.type.visible_to(user).filter(pk__in=[row.record_id for row in rows]).order_by()
    column = getattr(scope.type.model, "DEFAULT_SORT", "")
    if column:
        return {pk: _recent(at) for pk, at in visible.values_list("pk", column)}
    known = set(visible.values_list("pk", flat=True))
    return {row.record_id: _recent(row.at) for row in rows if row.record_id in known}


def _recent(at: datetime | date) -> float:
    """A moment, or the start of a day, in seconds: records of all kinds are compared by it."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), tzinfo=UTC)
    return at.timestamp()


def _group(user: Any, scope: Scope, ids: list[int], limit: int, capped: bool) -> Group:
    best = ids[:limit]
    records = scope.type.visible_to(user).in_bulk(best)
    hits = [hit_of(scope.type, records[pk], user) for pk in best if pk in records]
    return Group(scope.type, hits, len(ids), capped)


def hit_of(known: RecordType, record: Any, user: Any) -> Hit:
    """A record as a line of results; columns that this user may not read are emptied or masked first."""
    for field in all_fields(known.key).values():
        shown = field.column and isinstance(getattr(record, field.column, None), str)
        if shown and not user.may_read_field(field.right):
            setattr(record, field.column, "")
    veil(record, user, known.key)
    title, subtitle = known.title(record), known.subtitle(record)
    return Hit(known.key, record.pk, title, subtitle, known.url(record.pk), known.icon)
