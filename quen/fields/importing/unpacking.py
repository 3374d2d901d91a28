"""Makes a CSV of one sheet of a workbook, in a process of its own with limits of time and memory (SR-20).

Run as `python -m quen.fields.importing.unpacking WORKBOOK CSV [SHEET]`; prints what it found as JSON. It
knows nothing of Django, so it starts in a moment. A merged range that goes down gives its value to each
row; one that goes across gives it to its columns while the table's head may still be there.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 60
MOST_FILE = 512 * 1024 * 1024
HEAD_ROWS = 30
Spot = tuple[int, int]


def main() -> None:
    """Unpack as the arguments say."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE, MOST_FILE))
    source, target, *asked = sys.argv[1:]
    book = CalamineWorkbook.from_path(source)
    names = list(book.sheet_names)
    name = asked[0] if asked and asked[0] else _likeliest(book, names)
    rows = _unpack(book.get_sheet_by_name(name), target) if name in names else 0
    print(json.dumps({"sheets": names, "sheet": name, "rows": rows}))


def _likeliest(book: CalamineWorkbook, names: list[str]) -> str:
    """The first visible sheet with more than one row, else the first."""
    hidden = {one.name for one in book.sheets_metadata if "Visible" not in str(one.visible)}
    for name in names:
        if name not in hidden and book.get_sheet_by_name(name).total_height > 1:
            return name
    return names[0] if names else ""


def _unpack(sheet: Any, target: str) -> int:
    ranges = sheet.merged_cell_ranges or []
    rows = 0
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for cells in _filled(sheet, ranges):
            writer.writerow(cells)
            rows += 1
    return rows


def _filled(sheet: Any, ranges: list[tuple[Spot, Spot]]) -> Iterator[list[str]]:
    """The sheet's rows as text, merged ranges filled."""
    starting: dict[int, list[tuple[Spot, Spot]]] = {}
    for one in ranges:
        starting.setdefault(one[0][0], []).append(one)
    open_ranges: list[tuple[tuple[Spot, Spot], str]] = []
    for at, row in enumerate(sheet.iter_rows()):
        cells = [text(value) for value in row]
        for one in starting.get(at, ()):
            left = one[0][1]
            open_ranges.append((one, cells[left] if left < len(cells) else ""))
        open_ranges = [(one, value) for one, value in open_ranges if one[1][0] >= at]
        for (start, end), value in open_ranges:
            across = end[1] if at < HEAD_ROWS and not _whole(start, end, len(cells)) else start[1]
            for column in range(start[1], min(across + 1, len(cells))):
                cells[column] = cells[column] or value
        yield cells


def _whole(start: Spot, end: Spot, width: int) -> bool:
    """A title over the whole table is no column's."""
    return end[1] - start[1] + 1 >= width


def text(value: Any) -> str:
    """A cell as a CSV would have it: days in ISO, whole numbers without a fraction."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = abs(value) < 1e15 and value.is_integer()
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        return value.isoformat() if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return "" if value is None else str(value).replace("\x00", "")


if __name__ == "__main__":
    main()
