"""Whose turn it is: the colleague with the fewest meetings for their weight."""

from collections.abc import Iterable
from fractions import Fraction

from django.db.models import Count

from quen.work.models import Booking, BookingPage


def next_host(
    page: BookingPage, free: Iterable[int], weights: dict[int, int], *, but: Booking | None = None
) -> int:
    """The colleague among `free` who gets the next meeting; the same facts give the same one.

    Meetings that stand are counted by whose they are now, so one that moved counts once, and one that was
    called off not at all. Of two with equal shares the one of greater weight comes first, then the one who
    is longer on the page's list. `but` is a booking that is about to move.
    """
    rows = Booking.objects.standing().filter(page=page, created_at__gte=page.counted_from)
    rows = rows.exclude(pk=but.pk) if but else rows
    counts = dict(rows.values_list("task__owner").annotate(n=Count("pk")).order_by())
    return min(
        free,
        key=lambda pk: (Fraction(counts.get(pk, 0), weights[pk]), -weights[pk], pk),
    )
