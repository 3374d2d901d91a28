"""Where the table begins in a file: titles above the header, one or two header rows, or none at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LOOKED_AT = 40
_DATA_LIKE = re.compile(
    r"\s*(?:\S+@\S+\.\S+|[+(]?\d[\d\s().,/:\-+]*\d|\d|https?://\S+|true|false)\s*", re.IGNORECASE
)
_DAY = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"\s*(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")


@dataclass(frozen=True)
class Layout:
    """`start` is the index of the first header row among rows that are not empty, `rows` how many
    header rows there are (0: the columns have no names)."""

    start: int
    rows: int


def found_layout(rows: Sequence[Sequence[str]]) -> Layout:
    """Find the header among a table's first rows, none of them empty."""
    rows = rows[:LOOKED_AT]
    if not rows:
        return Layout(0, 1)
    width = _typical_width(rows)
    start = next((n for n, row in enumerate(rows) if _filled(row) >= max(1, width * 0.6)), 0)
    if start + 1 < len(rows) and _filled(rows[start]) < width and _only_titles(rows, start):
        start += 1
    if _is_data(rows[start]) and start == 0:
        return Layout(0, 0)
    return Layout(start, 2 if _second_header(rows, start) else 1)


def header_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """One or two header rows as names; a group's name stands before those of its columns."""
    if len(rows) == 1:
        return [_plain(cell) for cell in rows[0]]
    above, below = list(rows[0]), list(rows[1])
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    group, names = "", []
    for upper, lower in zip(above, below, strict=True):
        group = _plain(upper) or group
        own = _plain(lower)
        names.append(f"{group} - {own}" if group and own and group != own else own or group)
        group = group if own else ""
    return names


def found_order(rows: Sequence[Sequence[str]]) -> str:
    """How days are written in these rows: "dmy", "mdy" or "iso"; day first where nothing tells."""
    first = second = years = 0
    for row in rows:
        for cell in row:
            if day := _DAY.fullmatch(cell):
                first += int(day[1]) > 12
                second += int(day[2]) > 12 and int(day[1]) <= 12
            elif _YEAR_FIRST.fullmatch(cell):
                years += 1
    if second > first:
        return "mdy"
    return "iso" if years and not first else "dmy"


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _typical_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells the rows of the table have filled: that of the fullest half, in the middle."""
    counts = sorted(map(_filled, rows), reverse=True)
    return counts[len(counts) // 4]


def _only_titles(rows: Sequence[Sequence[str]], start: int) -> bool:
    """A row with gaps right above one without, both of words: a title in several cells."""
    here, below = rows[start], rows[start + 1]
    distinct = {cell.strip() for cell in here if cell.strip()}
    return len(distinct) == 1 and _filled(below) > 1 and not _is_data(below)


def _is_data(row: Sequence[str]) -> bool:
    return any(_DATA_LIKE.fullmatch(cell) for cell in row if cell.strip())


def _second_header(rows: Sequence[Sequence[str]], start: int) -> bool:
    """Whether the next row names the columns under the groups of this one: no data in it, though there
    is below, and it fills gaps of this row or of cells merged here."""
    if start + 2 >= len(rows):
        return False
    above, below, data = rows[start], rows[start + 1], rows[start + 2 :]
    if _is_data(below) or not any(map(_is_data, data)) or _filled(below) < 2:
        return False
    grouped = _repeats(above) or any(
        not cell.strip()
        and n < len(below)
        and below[n].strip()
        and any(c.strip() for c in above[:n])
        for n, cell in enumerate(above)
    )
    covered = all(
        _at(above, n) or _at(below, n) for n in range(max(len(above), len(below))) if _used(data, n)
    )
    names = [cell.strip() for cell in below if cell.strip()]
    return grouped and covered and len(names) == len(set(names)) and _unlike_data(below, data)


def _unlike_data(below: Sequence[str], data: Sequence[Sequence[str]]) -> bool:
    """Some column that is words here is numbers, days or addresses in most rows further down."""
    for n, cell in enumerate(below):
        held = [row[n] for row in data if n < len(row) and row[n].strip()]
        alike = sum(1 for one in held if _DATA_LIKE.fullmatch(one))
        if cell.strip() and held and alike * 2 > len(held):
            return True
    return False


def _repeats(row: Sequence[str]) -> bool:
    """Neighbours with the same text: a range that was merged across."""
    return any(a.strip() and a == b for a, b in pairwise(row))


def _at(row: Sequence[str], n: int) -> bool:
    return n < len(row) and bool(row[n].strip())


def _used(rows: Sequence[Sequence[str]], n: int) -> bool:
    return any(_at(row, n) for row in rows)
