"""Numbers as an address or a form names them: whatever else stands there is no number."""

_DIGITS = 18  # that fit into the 64 bits of a column


def id_in(text: str) -> int:
    """The id that a text names; 0, which no row has, where it names none."""
    return number_in(text) or 0


def number_in(text: str) -> int | None:
    """The whole number from 0 on that a text names, of at most eighteen digits; None where it names none."""
    plain = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if plain else None
