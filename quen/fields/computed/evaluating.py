"""Working an expression out for one record."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.computed.functions import FUNCTIONS, NoValue, number_of, text_of
from quen.fields.computed.language import Node
from quen.kit.money import Money
from quen.kit.workspace import workspace

LARGEST = Decimal(10) ** 17
LONGEST_TEXT = 200
Lookup = Callable[[str], Any]


def evaluate(tree: Node, lookup: Lookup) -> Any:
    """What the expression gives: a Decimal, text, day, truth, or None. Raises NoValue.

    Nothing in a sum, product or comparison makes it nothing; joined to a text it is the empty text.
    """
    if tree.kind == "value":
        return tree.told
    if tree.kind == "field":
        return lookup(tree.told)
    if tree.kind == "call":
        return _call(tree, lookup)
    if tree.kind in ("and", "or"):
        return _both(tree, lookup)
    parts = [evaluate(part, lookup) for part in tree.parts]
    if tree.kind == "not":
        return not parts[0]
    if tree.kind == "&":
        return (text_of(parts[0]) + text_of(parts[1]))[: LONGEST_TEXT * 5]
    if None in parts:
        return _of_nothing(tree.kind, parts)
    if tree.kind == "minus":
        return -number_of(parts[0])
    if tree.kind in ("+", "-", "*", "/"):
        return _sum(tree.kind, number_of(parts[0]), number_of(parts[1]))
    return _compared(tree.kind, *parts)


def _call(tree: Node, lookup: Lookup) -> Any:
    if tree.told == "if":
        told, then, *other = tree.parts
        if evaluate(told, lookup):
            return evaluate(then, lookup)
        return evaluate(other[0], lookup) if other else None
    if tree.told == "coalesce":
        found = (evaluate(part, lookup) for part in tree.parts)
        return next((value for value in found if value not in (None, "")), None)
    values = [evaluate(part, lookup) for part in tree.parts]
    if tree.told not in ("min", "max", "text", "empty", "contains", "len") and None in values:
        return None
    return FUNCTIONS[tree.told].work(*values)


def _both(tree: Node, lookup: Lookup) -> bool:
    first = bool(evaluate(tree.parts[0], lookup))
    if first is (tree.kind == "or"):
        return first
    return bool(evaluate(tree.parts[1], lookup))


def _of_nothing(kind: str, parts: list[Any]) -> Any:
    if kind in ("=", "<>"):
        return (parts[0] is parts[1]) is (kind == "=")
    return False if kind in ("<", "<=", ">", ">=") else None


def _sum(kind: str, a: Decimal, b: Decimal) -> Decimal:
    try:
        made = {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__}[kind](b)
    except (DivisionByZero, InvalidOperation):
        raise NoValue(_("Nothing is divided by zero.")) from None
    if abs(made) >= LARGEST:
        raise NoValue(_("This number is too big."))
    return made


def _compared(kind: str, a: Any, b: Any) -> bool:
    if isinstance(a, datetime) or isinstance(b, datetime):
        a, b = _day(a), _day(b)
    if kind in ("=", "<>"):
        return bool(a == b) is (kind == "=")
    try:
        return bool({"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[kind])
    except TypeError:
        raise NoValue(_("These values cannot be compared.")) from None


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def as_stored(value: Any, kind: str, currency: str = "") -> Any:
    """A result as a field of this kind holds it; None for nothing. Raises NoValue for one that does not
    fit the kind."""
    if value is None or value == "":
        return None
    if kind in ("number", "money"):
        number = number_of(value)
        money = Money(number, currency or workspace().currency).rounded()
        if kind == "money":
            return {"amount": f"{money.amount:f}", "currency": money.currency}
        return f"{round(number, 6).normalize():f}"
    if kind == "boolean":
        return bool(value)
    if kind == "date":
        if not isinstance(value, date):
            raise NoValue(_("A day is needed here."))
        return _day(value).isoformat()
    return text_of(value)[:LONGEST_TEXT]
