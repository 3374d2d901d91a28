"""The language of expressions: read into a small tree, never run as code (SR-15, SR-22).

    if(amount > 100000000, round(amount * 0.05), 0)
    name & " · " & custom.size
    days(expected_close_on, today()) <= 7 and probability >= 50

Numbers, 'texts', true and false; fields by their keys; + - * / & (joins texts), = <> < <= > >=, and, or,
not; functions of `functions.py` with commas or semicolons. Reading takes time in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.computed.functions import FUNCTIONS

LONGEST = 1000
DEEPEST = 24
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<mark><=|>=|<>|[-+*/&=<>(),;]))"
)
_LEVELS = (("or",), ("and",), ("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"))


class BadExpression(ValueError):
    """An expression that cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Node:
    """`kind` is value, field, call, not, minus or one of the marks; `parts` are nodes, `told` its value."""

    kind: str
    told: Any = None
    parts: tuple["Node", ...] = ()


def read(text: str) -> Node:
    """The tree of an expression. Raises BadExpression."""
    if len(text) > LONGEST:
        raise BadExpression(_("At most %d letters.") % LONGEST)
    reader = _Reader(list(_tokens(text)))
    if not reader.tokens:
        raise BadExpression(_("Write an expression."))
    tree = reader.level(0, 0)
    if reader.tokens:
        raise BadExpression(_("“%s” stands in the wrong place.") % reader.tokens[0][1])
    return tree


def fields_of(tree: Node) -> set[str]:
    """The keys of the fields that an expression asks for."""
    own = {tree.told} if tree.kind == "field" else set()
    return own.union(*(fields_of(part) for part in tree.parts))


def tells_time(tree: Node) -> bool:
    """Whether its result changes with the day."""
    own = tree.kind == "call" and tree.told == "today"
    return own or any(tells_time(part) for part in tree.parts)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadExpression(_("“%s” is not understood.") % text[at:].strip()[:12])
        kind = str(found.lastgroup)
        yield kind, found[kind]
        at = found.end()


class _Reader:
    """Reads tokens from the left, by the strength of what joins them."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def level(self, level: int, depth: int) -> Node:
        if depth > DEEPEST:
            raise BadExpression(_("This is nested too deeply."))
        if level == len(_LEVELS):
            return self.single(depth)
        left = self.level(level + 1, depth + 1 if level == 0 else depth)
        while (mark := self.peek()) in _LEVELS[level]:
            self.take()
            left = Node(mark, parts=(left, self.level(level + 1, depth)))
        return left

    def single(self, depth: int) -> Node:
        kind, text = self.take()
        low = text.lower()
        if kind == "number":
            return Node("value", Decimal(text))
        if kind == "text":
            return Node("value", text[1:-1])
        if low in ("true", "false"):
            return Node("value", low == "true")
        if low == "not":
            return Node("not", parts=(self.level(2, depth + 1),))
        if text == "-":
            return Node("minus", parts=(self.single(depth + 1),))
        if text == "(":
            inner = self.level(0, depth + 1)
            self.expect(")")
            return inner
        if kind == "name":
            return self.call(low, depth) if self.peek() == "(" else Node("field", text)
        raise BadExpression(_("“%s” stands in the wrong place.") % text)

    def call(self, name: str, depth: int) -> Node:
        known = FUNCTIONS.get(name)
        if known is None:
            raise BadExpression(_("There is no function %s.") % name)
        self.take()
        parts: list[Node] = []
        while self.peek() != ")":
            parts.append(self.level(0, depth + 1))
            if self.peek() in (",", ";"):
                self.take()
            elif self.peek() != ")":
                raise BadExpression(_("A bracket is not closed."))
        self.take()
        if not known.least <= len(parts) <= known.most:
            raise BadExpression(_("%s is given too few or too many values.") % name)
        return Node("call", name, tuple(parts))

    def peek(self) -> str:
        return self.tokens[0][1].lower() if self.tokens and self.tokens[0][0] != "text" else ""

    def take(self) -> tuple[str, str]:
        if not self.tokens:
            raise BadExpression(_("The expression ends too early."))
        return self.tokens.pop(0)

    def expect(self, mark: str) -> None:
        if self.peek() != mark:
            raise BadExpression(_("A bracket is not closed."))
        self.take()
