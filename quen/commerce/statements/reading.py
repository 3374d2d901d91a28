"""The transfers in a bank's file, read as the imports of records read theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from quen.fields.importing.files import Reading, rows_of
from quen.fields.importing.layout import found_order
from quen.kit.amounts import parse_amount
from quen.kit.days import parse_day
from quen.kit.text import clean, one_line

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Told:
    """What a bank tells of one transfer; an amount below zero left the account."""

    day: date
    amount: Decimal
    text: str
    payer: str = ""
    external_id: str = ""
    balance: Decimal | None = None


@dataclass(frozen=True)
class Faulty:
    """A row that cannot be read, and why."""

    row: int
    why: str


def header_of(path: Path) -> list[str]:
    """The names of a file's columns. Raises BadFile."""
    return next(rows_of(Reading(path)), [])


def told_in(
    path: Path, columns: Mapping[str, str], language: str, currency: str
) -> Iterator[Told | Faulty]:
    """Every row, in the file's order, the first 20,000; sums at the foot, without a day, are left out.
    Raises BadFile."""
    rows = rows_of(Reading(path))
    names = next(rows, [])
    at = {key: names.index(name) for key, name in columns.items()}
    kept = [row for row, _n in zip(rows, range(MOST_ROWS), strict=False)]
    order = found_order([[_cell(row, at, "day")] for row in kept[:200]])
    for number, row in enumerate(kept, 1):
        if not any(char.isdigit() for char in _cell(row, at, "day")):
            continue
        try:
            told = _told(row, at, language, currency, order)
        except ValueError as error:
            yield Faulty(number, str(error))
            continue
        yield told


def _told(
    row: Sequence[str], at: Mapping[str, int], language: str, currency: str, order: str
) -> Told:
    day = _cell(row, at, "day").split(" ")[0].split("T")[0]
    amount = _amount(row, at, language, currency)
    balance = _cell(row, at, "balance")
    return Told(
        day=parse_day(day, language, order),
        amount=amount,
        text=_line(row, at, "text")[:500],
        payer=_line(row, at, "payer")[:160],
        external_id=_line(row, at, "external_id")[:80],
        balance=parse_amount(balance, language, currency).amount if balance else None,
    )


def _amount(row: Sequence[str], at: Mapping[str, int], language: str, currency: str) -> Decimal:
    """Of a file with a column for money in, what stands there; an empty cell is money out."""
    text = _cell(row, at, "credit" if "credit" in at else "amount").lstrip("+").strip()
    if "credit" in at and not text.strip("-0., "):
        return Decimal(0)
    return parse_amount(text, language, currency).amount


def _line(row: Sequence[str], at: Mapping[str, int], key: str) -> str:
    return one_line(clean(_cell(row, at, key))).strip()


def _cell(row: Sequence[str], at: Mapping[str, int], key: str) -> str:
    place = at.get(key)
    return row[place].strip() if place is not None and place < len(row) else ""
