"""How figures of customers answer questions: asked for the whole, and for each part or slot of time."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quen.insights.buyers import PARTS, Counts, active_days, scope_of
from quen.insights.measures import TIMES, Count, Value
from quen.insights.purchase_kinds import sees_all, sees_some
from quen.insights.questions import Answer, Question
from quen.insights.reading import size_of, slots_asked
from quen.kit.refused import Refused
from quen.kit.workspace import today

GROUP = _("Purchases and loyalty")
BOUGHT = "customers.bought"
_CENT = Decimal("0.01")
# A figure for each part of the company that a scope is broken by.
Values = Mapping[str, Value]
Figure = Callable[[Any], Values]
# Makes a scope of a colleague, days, a part ("by"), a narrowing condition ("more") and what is read already.
Scoping = Callable[..., Any]


def teller(figure: Figure, scope_of: Scoping = scope_of) -> Callable[[Question], Answer]:
    """Answer questions by asking a figure for the whole and for each part or slot of time."""

    def told(question: Question) -> Answer:
        by = _check(question)
        more = _narrowed(question)
        seen = partial(scope_of, question.user, more=more, read=question.read)
        scope, whole = partial(seen, by=by), seen(question.first, question.last)
        total = figure(whole).get("")
        rows: list[tuple[tuple[str, ...], Value]] = []
        if question.time:
            for key, (first, last) in slots_asked(question):
                if first <= today():
                    rows += [
                        _row(question, key, p, v) for p, v in figure(scope(first, last)).items()
                    ]
        elif by:
            found = figure(scope(question.first, question.last))
            rows = [((part,), value) for part, value in found.items()]
            rows.sort(key=lambda row: (-size_of(row[1]), row[0]))
        return Answer([row for row in rows if row[1] not in (None, {})], total)

    return told


def _row(question: Question, slot: str, part: str, value: Value) -> tuple[tuple[str, ...], Value]:
    return tuple(slot if name == question.time else part for name in question.by), value


def _check(question: Question) -> str:
    """The part of the company it is broken by. Raises Refused for other breaks and filters."""
    own = set(question.measure.ways)
    parts = [name for name in question.by if name in own]
    others = set(question.by) - own - set(TIMES[1:])
    if question.nodes or others or len(parts) > 1 or set(question.where) - own:
        known = ", ".join((*question.measure.ways, *TIMES[1:]))
        raise Refused(gettext("This figure can be broken by one of: %s.") % known)
    return parts[0] if parts else ""


def _narrowed(question: Question) -> Q:
    narrowed = Q()
    for name, values in question.where.items():
        if name in PARTS:
            ids = [int(value) for value in values if value]
            nobody = Q(**{f"{name}_id": None}) if "" in values else Q()
            narrowed &= Q(**{f"{name}_id__in": ids}) | nobody
        elif name == "source":
            narrowed &= Q(source__in=values)
        else:
            raise Refused(gettext("This figure cannot be narrowed by %s.") % name)
    return narrowed


def share(part: int, whole: int) -> Decimal:
    """In percent, to hundredths, half up."""
    return (Decimal(100 * part) / whole).quantize(_CENT, ROUND_HALF_UP)


def shares(parts: Counts, wholes: Counts) -> Values:
    """Each part of its whole, in percent."""
    return {key: share(parts.get(key, 0), whole) for key, whole in wholes.items() if whole}


def counted(count: Callable[[Any], Counts], scope: Any) -> Values:
    """A number as a figure."""
    return dict(count(scope))


def facts(figure: Figure, **more: Any) -> dict[str, Any]:
    """What the figures of buyers have in common."""
    usual = {
        "group": GROUP,
        "formula": Count(BOUGHT),
        "told": teller(figure),
        "ways": PARTS,
        "counts_by": _("Bought"),
        "why_empty": _("Nothing was bought in this period, or nothing that you may see."),
        "shown_to": sees_some,
        "finest": "day",
    }
    return {**usual, **more}


def reads_amounts(user: Any) -> bool:
    """Whether what purchases are worth may be told."""
    hidden = ("order.total", "deal.amount")
    return sees_some(user) and all(user.may_read_field(one) for one in hidden)


def reads_all_amounts(user: Any) -> bool:
    """Whether every purchase may be seen, with what it is worth."""
    return sees_all(user) and reads_amounts(user)


def about_active(words: Any) -> Any:
    """A formula, with the days that a customer stays active as they are set now."""
    return lazy(_with_days, str)(words)


def _with_days(words: Any) -> str:
    told = gettext("A customer is active for %d days after a purchase.") % active_days()
    return f"{words} {told}"
