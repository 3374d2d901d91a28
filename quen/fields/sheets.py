"""Cells that no spreadsheet takes for a formula, and back (SR-19)."""

from collections.abc import Sequence

LIVE = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"


def safe(value: object) -> str:
    """The text, marked where a spreadsheet would run it, or where it bears such a mark already."""
    text = str(value)
    return f"{MARK}{text}" if text.startswith((*LIVE, MARK)) else text


def unmarked(text: str) -> str:
    """What `safe` was given."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith((*LIVE, MARK)) else text


WATER = "# Quen: "


def marked(words: str) -> str:
    """A watermark as a cell."""
    return f"{WATER}{words}"


def is_watermark(row: Sequence[str]) -> bool:
    """Whether a row is the line of a watermark, which holds no record."""
    return row[:1] != [] and row[0].startswith(WATER) and not any(row[1:])
