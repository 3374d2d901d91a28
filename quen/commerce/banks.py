"""Banks of Vietnam that take transfers by VietQR, with the numbers that NAPAS knows them by.

The list in data/banks_vn.csv holds the BINs of NAPAS members as VietQR publishes them
(https://www.vietqr.io/danh-sach-api/api-danh-sach-ma-ngan-hang), under the names banks bear in 2026.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "banks_vn.csv"


@dataclass(frozen=True)
class Bank:
    """A bank: its NAPAS number, what people call it, its full name."""

    bin: str
    short: str
    name: str


@cache
def banks() -> tuple[Bank, ...]:
    """All of them, by what people call them."""
    with FILE.open(encoding="utf-8", newline="") as rows:
        found = [Bank(**row) for row in csv.DictReader(rows)]
    return tuple(sorted(found, key=lambda bank: bank.short.casefold()))


def bank(number: str) -> Bank | None:
    """The bank of this BIN."""
    return next((one for one in banks() if one.bin == number), None)
