"""Lines that somebody pasted from a spreadsheet or a CSV file, as cells with their numbers."""

import csv
import io

MOST_LINES = 2_000


def lines_of(text: str) -> list[tuple[int, list[str]]]:
    """(line number from 1, trimmed cells) of each line that holds something.

    Cells are parted by tabs, where there are none by semicolons, else by commas (quotes hold a cell
    together). At most 2,000 lines are read.
    """
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    mark = next((one for one in ("\t", ";") if one in text), ",")
    found = []
    for number, line in enumerate(text.split("\n")[:MOST_LINES], 1):
        cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=mark), [])]
        if any(cells):
            found.append((number, cells))
    return found
