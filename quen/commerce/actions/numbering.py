"""Numbers of documents are given out without gaps or doubles; their patterns are changed."""

from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce import events
from quen.commerce.models import IssuedNumber, NumberCounter, NumberPattern
from quen.commerce.numbering import KINDS, pattern_of, period_of, problem_of, written
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.timeline.log import record


def next_number(kind: str, *, day: date) -> str:
    """Give out the next number of a kind for a document of this business day.

    It belongs to the caller's transaction: rolled back, the number is free again; until then whoever wants
    one of the same kind and period waits. Raises RuntimeError outside a transaction, LookupError for an
    unknown kind.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number belongs in the transaction of the document that bears it")
    how = pattern_of(kind)
    counter = _counter(kind, period_of(how.reset, day))
    while True:
        counter.last += 1
        number = written(how.pattern, counter.last, day)
        if not IssuedNumber.objects.filter(kind=kind, number=number).exists():
            break  # a pattern that was changed may lead to numbers of before: they are passed over
    counter.save(update_fields=["last"])
    IssuedNumber.objects.create(kind=kind, number=number, day=day)
    return number


def claim_number(kind: str, number: str, *, day: date) -> None:
    """Note a number that people gave a document themselves: it is never given out to another."""
    IssuedNumber.objects.get_or_create(kind=kind, number=number, defaults={"day": day})


def _counter(kind: str, period: str) -> NumberCounter:
    """The counter, locked until the transaction ends."""
    rows = NumberCounter.objects.select_for_update()
    found, _new = rows.get_or_create(kind=kind, period=period)
    return found


@transaction.atomic
def change_pattern(kind: str, *, by: User, pattern: str, reset: str) -> NumberPattern:
    """Write numbers of a kind differently from now on. The count goes on where it stands, and no number
    that was given out comes again. Raises Refused for a pattern that cannot count."""
    if kind not in KINDS or reset not in NumberPattern.Reset.values:
        raise Refused(_("There is no such kind of document."), status=404)
    pattern = pattern.strip()
    if words := problem_of(kind, pattern, reset):
        raise Refused(words, errors={"pattern": words})
    was = pattern_of(kind)
    changes = {
        key: [before, after]
        for key, before, after in (("pattern", was.pattern, pattern), ("reset", was.reset, reset))
        if before != after
    }
    if not changes:
        return was
    _carry_on(kind, was.reset, reset)
    it, _new = NumberPattern.objects.update_or_create(
        kind=kind, defaults={"pattern": pattern, "reset": reset}
    )
    record(events.NumberPatternChanged(kind_of=kind, changes=changes), on=[], by=by)
    return it


def _carry_on(kind: str, before: str, after: str) -> None:
    """Another way to begin again goes on from today's count."""
    if before == after:
        return
    now = today()
    last = _counter(kind, period_of(before, now)).last
    counter = _counter(kind, period_of(after, now))
    if counter.last < last:
        counter.last = last
        counter.save(update_fields=["last"])
