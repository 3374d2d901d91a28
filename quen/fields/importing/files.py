"""Reading files row by row: letters, separator, sheet and header found out, sizes limited, memory flat."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from quen.fields.importing.encodings import encoding_of, line_reader
from quen.fields.importing.layout import LOOKED_AT, Layout, found_layout, header_names
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.workbooks import as_csv, is_workbook
from quen.fields.sheets import is_watermark

MOST_BYTES = 200 * 1024 * 1024
MOST_COLUMNS = 500
LONGEST_CELL = 100_000
LONGEST_LINE = 4 * 1024 * 1024
_BINARY = (b"\x1f\x8b", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Reading:
    """How a file is read; empty means: found out from its content. `header` is the number of the first
    header row among rows that are not empty (1 is the first), `header_rows` is 1, 2, or 0 for a table
    whose columns have no names, and -1 where it is to be found out."""

    path: Path
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 0
    header_rows: int = -1


def rows_of(how: Reading) -> Iterator[list[str]]:
    """Every row as texts, the header first, in one row; empty rows are left out. Raises BadFile."""
    rows = raw_rows(how)
    first = list(itertools.islice(rows, LOOKED_AT))
    if not first:
        return
    layout = layout_of(how, first)
    end = layout.start + layout.rows
    if layout.rows:
        names = header_names(first[layout.start : end])
    else:
        names = [_("Column %d") % n for n in range(1, max(map(len, first)) + 1)]
    yield names
    yield from itertools.chain(first[end:], rows)


def layout_of(how: Reading, first: list[list[str]]) -> Layout:
    """Where the header stands among the first rows: as told, else as found."""
    found = found_layout(first)
    start = min(how.header - 1, len(first) - 1) if how.header else found.start
    rows = found.rows if not how.header or how.header - 1 == found.start else 1
    return Layout(start, how.header_rows if how.header_rows >= 0 else rows)


def lines_of(how: Reading, wanted: Iterable[int]) -> dict[int, int]:
    """Where rows of the table stand in the sheet, as a spreadsheet counts: {1: 4} where the first row below
    the header is its fourth. Raises BadFile."""
    left = set(wanted)
    first = list(itertools.islice(raw_rows(how), LOOKED_AT)) if left else []
    if not first:
        return {}
    layout = layout_of(how, first)
    found: dict[int, int] = {}
    for number, (line, _row) in enumerate(_counted(how), 1 - layout.start - layout.rows):
        if number in left:
            found[number] = line
        if len(found) == len(left):
            break
    return found


def raw_rows(how: Reading) -> Iterator[list[str]]:
    """Every row that is not empty, titles and header among them. Raises BadFile."""
    return (row for _line, row in _counted(how))


def _counted(how: Reading) -> Iterator[tuple[int, list[str]]]:
    if not how.path.exists():
        raise BadFile(_("There is no such file."))
    if how.path.stat().st_size > MOST_BYTES:
        raise BadFile(_("The file is larger than %d MB; split it.") % (MOST_BYTES // 2**20))
    if is_workbook(how.path):
        how = Reading(as_csv(how.path, how.sheet), "utf-8", ",")
    else:
        _refuse_binary(how.path)
    for line, row in enumerate(_csv_rows(how), 1):
        if len(row) > MOST_COLUMNS:
            raise BadFile(_("The table has more than %d columns; leave some out.") % MOST_COLUMNS)
        if any(cell.strip() for cell in row) and not is_watermark(row):
            yield line, row


def _refuse_binary(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(512)
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head
    if head.startswith(_BINARY) or (not wide and any(b < 9 or 13 < b < 27 for b in head)):
        raise BadFile(_("This is no table. Choose a CSV, XLSX, XLS or ODS file."))
    if head.lstrip()[:2] in (b'{"', b"[{", b'["'):
        raise BadFile(_("This is JSON and no table. Choose a CSV, XLSX, XLS or ODS file."))


def _csv_rows(how: Reading) -> Iterator[list[str]]:
    encoding = how.encoding or encoding_of(how.path)
    opened, letters = line_reader(encoding)
    # What was found out may be wrong, and is shown; what a person chose has to fit.
    errors = "strict" if how.encoding else "replace"
    try:
        with how.path.open(encoding=opened, errors=errors, newline="") as file:
            delimiter = how.delimiter or sniff(file)
            csv.field_size_limit(LONGEST_CELL)
            yield from csv.reader(map(letters, _lines(file)), delimiter=delimiter)
    except (UnicodeError, LookupError) as error:
        raise BadFile(_("The text is not in %s; choose another encoding.") % encoding) from error
    except csv.Error as error:
        words = _("A cell holds more than %d letters. Is a quotation mark missing?")
        raise BadFile(words % LONGEST_CELL) from error


def _lines(file: io.TextIOBase) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise BadFile(_("A line of this file is endless; is this a table?"))
        yield line.replace("\x00", "")


def encoding_shown(how: Reading) -> str:
    """The encoding a text file is read in."""
    return how.encoding or encoding_of(how.path)


def delimiter_shown(how: Reading) -> str:
    """The separator a text file is read with."""
    if how.delimiter:
        return how.delimiter
    opened, _letters = line_reader(encoding_shown(how))
    with how.path.open(encoding=opened, errors="replace", newline="") as file:
        return sniff(file)


def sniff(file: io.TextIOBase) -> str:
    """The separator that gives the first lines the same number of cells, more than one."""
    lines = [line for line in (file.readline(LONGEST_LINE) for _n in range(20)) if line.strip()]
    file.seek(0)
    best, most = ",", 0.0
    for mark in DELIMITERS:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1]
        except csv.Error:
            continue
        usual = max(set(counts), key=counts.count, default=0)
        score = counts.count(usual) / max(len(lines), 1) * min(usual, 12)
        if score > most:
            best, most = mark, score
    return best


def is_table(text: str) -> bool:
    """Whether text is a table: its lines have the same number of cells, more than one, with tabs, bars or
    semicolons between, or with commas under a header that is no data."""
    lines = [line for line in text.splitlines() if line.strip()][:50]
    for mark in DELIMITERS:
        counts = {len(row) for row in csv.reader(lines, delimiter=mark)}
        if len(lines) > 1 and len(counts) == 1 and counts.pop() > 1:
            first = next(csv.reader(lines, delimiter=mark))
            return mark == "\t" or found_layout([first, first]).rows > 0
    return False
