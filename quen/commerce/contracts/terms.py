"""The term of a contract, and the term that continues it."""

from datetime import date, timedelta

from quen.kit.periods import add_months

DAY = timedelta(days=1)


def next_term(starts_on: date, ends_on: date) -> tuple[date, date]:
    """The first and the last day of a term of the same length that follows at once.

    A term of whole months stays one, whether its last day is written as the day before its first day comes
    round (1 February to 31 January) or as that day itself (15 March to 15 March); any other term keeps its
    number of days.
    """
    first = ends_on + DAY
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    for count in (months, months + 1):
        if count > 0 and add_months(starts_on, count) - DAY == ends_on:
            return first, add_months(first, count) - DAY
    if months > 0 and add_months(starts_on, months) == ends_on:
        return first, add_months(ends_on, months)
    return first, first + (ends_on - starts_on)
