"""From what people and programs write (days, names, a filter) to a question, and names for its answer."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.catalogue import catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.drafts import Invalid
from quen.fields.nodes import Node, Test
from quen.insights.dimensions import dimension_of, dimensions_for
from quen.insights.measures import TIMES, Measure
from quen.insights.questions import Answer, Question
from quen.insights.read_once import Read

MOST_YEARS = 30


def question_of(
    measure: Measure,
    user: Any,
    first: date,
    last: date,
    by: Sequence[str] = (),
    rule: Any = None,
    read: Read | None = None,
    base: str = "",
) -> Question:
    """A question whose conditions on dimensions are answered by tallies, the others by records.

    Questions given the same `read` read tallies once. Raises Invalid (400) for days the wrong way round and for a filter that cannot be understood.
    """
    if last < first:
        words = _("The period must end after it begins.")
        raise Invalid(words, {"to": words})
    if last.year - first.year > MOST_YEARS:
        words = _("Ask for at most %d years at once.") % MOST_YEARS
        raise Invalid(words, {"from": words})
    where, nodes = _parted(measure, user, rule)
    names = tuple(dict.fromkeys(by))
    kept = {} if read is None else read
    return Question(measure, user, first, last, names, where, nodes, kept, base)


def rule_of(text: str) -> Any:
    """A filter's JSON. Raises Invalid (400)."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError) as error:
        words = _("The filter must be JSON.")
        raise Invalid(words, {"filter": words}) from error


def _parted(
    measure: Measure, user: Any, rule: Any
) -> tuple[Mapping[str, frozenset[str]], list[Node]]:
    try:
        nodes = parse(rule, catalogue(measure.type, user))
    except BadRule as error:
        raise Invalid(error.message, {f"filter.{error.where}": error.message}) from error
    by_field = {d.field: d for d in dimensions_for(measure, user) if d.field}
    where: dict[str, frozenset[str]] = {}
    rest = []
    for node in nodes:
        known = by_field.get(node.field.key) if isinstance(node, Test) else None
        if known is None or not isinstance(node, Test) or node.op not in ("is", "in"):
            rest.append(node)
            continue
        values = node.value if node.op == "in" else [node.value]
        here = frozenset(known.kept(value) for value in values)
        where[known.key] = where.get(known.key, here) & here
    return where, rest


def labels_of(question: Question, answer: Answer) -> list[tuple[str, ...]]:
    """Words for the groups of an answer, row by row; times stay as they are."""
    names: list[dict[str, str]] = []
    for place, key in enumerate(question.by):
        values = {group[place] for group, _value in answer.rows}
        known = {} if key in TIMES else dimension_of(question.measure.type, key).names(values)
        names.append(known)
    return [
        tuple(_named(known, value) for known, value in zip(names, group, strict=True))
        for group, _value in answer.rows
    ]


def _named(known: dict[str, str], value: str) -> str:
    return known.get(value) or value or _("None")
