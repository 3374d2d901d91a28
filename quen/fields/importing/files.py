"""Reading CSV and XLSX row by row: encodings detected, sizes limited, memory flat."""

import codecs
import csv
import io
import itertools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from quen.fields.sheets import is_watermark

MOST_BYTES = 200 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_COLUMNS = 300
LONGEST_CELL = 100_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = ("utf-8-sig", "utf-16", "cp1258", "cp874", "cp1252", "utf-32")


class BadFile(ValueError):
    """A file that cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Reading:
    """How a file is read; empty means: found out from its content."""

    path: Path
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def rows_of(how: Reading) -> Iterator[list[str]]:
    """Every row as texts, the header first; empty rows are left out. Raises BadFile."""
    if not how.path.exists():
        raise BadFile(_("There is no such file."))
    if how.path.stat().st_size > MOST_BYTES:
        raise BadFile(_("The file is larger than %d MB; split it.") % (MOST_BYTES // 2**20))
    found = _sheet_rows(how) if is_sheet(how.path) else _csv_rows(how)
    for row in found:
        if any(cell.strip() for cell in row) and not is_watermark(row):
            yield row[:MOST_COLUMNS]


def is_sheet(path: Path) -> bool:
    """Whether the content is a workbook, whatever the name says."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def sheets(path: Path) -> list[str]:
    """Names of a workbook's sheets; none for CSV."""
    if not is_sheet(path):
        return []
    _refuse_bomb(path)
    return list(CalamineWorkbook.from_path(str(path)).sheet_names)


def _sheet_rows(how: Reading) -> Iterator[list[str]]:
    _refuse_bomb(how.path)
    try:
        book = CalamineWorkbook.from_path(str(how.path))
        names = book.sheet_names
        if how.sheet and how.sheet not in names:
            raise BadFile(_("The workbook has no sheet called %s.") % how.sheet)
        sheet = book.get_sheet_by_name(how.sheet or names[0])
        for row in sheet.iter_rows():
            yield [_cell(value) for value in row]
    except (CalamineError, IndexError, OSError) as error:
        raise BadFile(_("This workbook cannot be read; save it again as XLSX or CSV.")) from error


def _refuse_bomb(path: Path) -> None:
    """Refuse from the headers what would unpack beyond the limit (SR-20)."""
    try:
        with zipfile.ZipFile(path) as packed:
            total = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise BadFile(_("This workbook is damaged.")) from error
    if total > MOST_UNPACKED:
        raise BadFile(_("This workbook unpacks to more than it may; split it."))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.isoformat() if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return "" if value is None else str(value)


def _csv_rows(how: Reading) -> Iterator[list[str]]:
    encoding = how.encoding or detect(how.path)
    try:
        with how.path.open(encoding=encoding, newline="") as file:
            delimiter = how.delimiter or sniff(file)
            csv.field_size_limit(LONGEST_CELL)
            yield from csv.reader(_without_nul(file), delimiter=delimiter)
    except (UnicodeDecodeError, LookupError) as error:
        raise BadFile(_("The text is not in %s; choose another encoding.") % encoding) from error
    except csv.Error as error:
        raise BadFile(_("The file is no proper CSV: %s") % error) from error


def _without_nul(file: io.TextIOBase) -> Iterator[str]:
    for line in file:
        yield line.replace("\x00", "")


def detect(path: Path) -> str:
    """The encoding of a text file: its mark, else UTF-8, else what its letters are likely to be."""
    with path.open("rb") as file:
        head = file.read(256 * 1024)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if head[1:2] == b"\x00" and head.count(b"\x00") > len(head) // 4:
        return "utf-16-le"
    if head[:1] == b"\x00" and head.count(b"\x00") > len(head) // 4:
        return "utf-16-be"
    if _is_utf8(head):
        return "utf-8-sig"
    return _likely(head)


def _is_utf8(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _likely(head: bytes) -> str:
    """Thai letters fill 0xA1–0xFB densely; Vietnamese in Windows-1258 has its own tone marks."""
    high = [b for b in head if b >= 0x80]
    thai = sum(1 for b in high if 0xA1 <= b <= 0xDA or 0xDF <= b <= 0xFB)
    runs = sum(1 for a, b in itertools.pairwise(head) if a >= 0xA1 and b >= 0xA1)
    if high and thai / len(high) > 0.95 and runs > len(high) * 0.6:
        return "cp874"
    tones = sum(1 for b in high if b in (0xCC, 0xD2, 0xDE, 0xEC, 0xF2))
    letters = sum(
        1 for b in high if b in (0xE3, 0xF0, 0xF5, 0xFD, 0xC3, 0xD0, 0xD5, 0xDD, 0xEA, 0xE2, 0xF4)
    )
    return "cp1258" if tones and (tones + letters) / len(high) > 0.5 else "cp1252"


def sniff(file: Any) -> str:
    """The separator that gives the first lines the same number of cells, more than one."""
    lines = [line for line in (file.readline() for _n in range(20)) if line.strip()]
    file.seek(0)
    best, most = ",", 0.0
    for mark in (",", ";", "\t", "|"):
        counts = [len(row) for row in csv.reader(lines, delimiter=mark)]
        if counts and counts[0] > 1:
            alike = sum(1 for n in counts if n == counts[0]) / len(counts)
            if alike * counts[0] > most:
                best, most = mark, alike * counts[0]
    return best
