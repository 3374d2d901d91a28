"""Cells that no spreadsheet takes for a formula, and back (SR-19)."""

LIVE = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"


def safe(value: object) -> str:
    """The text, marked where a spreadsheet would run it, or where it bears such a mark already."""
    text = str(value)
    return f"{MARK}{text}" if text.startswith((*LIVE, MARK)) else text


def unmarked(text: str) -> str:
    """What `safe` was given."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith((*LIVE, MARK)) else text
