"""Sizes of files in words that people use."""

UNITS = ("B", "kB", "MB", "GB", "TB")


def size_words(count: float) -> str:
    """A number of bytes as "2.4 MB"; a thousand of one unit make the next."""
    for unit in UNITS:
        if count < 1000 or unit == UNITS[-1]:
            break
        count /= 1000
    return f"{count:.0f} {unit}" if unit == "B" or count >= 100 else f"{count:.1f} {unit}"
