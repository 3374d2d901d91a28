"""A list as an Excel workbook."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

_CONTROL = {n: None for n in range(32) if n not in (9, 10, 13)}


def workbook(
    heads: Sequence[str], rows: Iterable[list[Any]], named: tuple[str, str] | None
) -> bytes:
    """The file; `named` is who takes it and the watermark, which stands in its properties and on a sheet
    of its own."""
    book = Workbook(write_only=True)
    if named:
        book.properties.creator = book.properties.lastModifiedBy = named[0]
        book.properties.description = named[1]
    sheet = book.create_sheet()
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    if named:
        book.create_sheet("Quen").append([_cell(sheet, named[1])])
    buffer: BinaryIO = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer.read()


def _cell(sheet: Any, value: Any) -> Any:
    """Text stays text: a workbook's cell of type string is never a formula (SR-19)."""
    cell = WriteOnlyCell(sheet, value=str(value).translate(_CONTROL))
    cell.data_type = "s"
    return cell
