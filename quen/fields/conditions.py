"""The one condition language: lists, saved views, API, and everything later.

    {"all": [...]}  {"any": [...]}  {"not": ...}
    {"field": "company.industry", "op": "in", "value": ["steel"]}
    {"event": "email.opened", "count": {"op": ">=", "value": 2}, "within_days": 30}

`parse` checks a rule against a user's catalogue and gives a tree of nodes. Each node compiles to a
`q` that looks at one row; leaves also give `ids`, a query of record ids that a list can drive from
(docs/performance.md). An is_not, not_in or not is true where there is no value.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.fields import comparing
from quen.fields.catalogue import Catalogue, UnknownField
from quen.fields.kinds import KINDS
from quen.fields.nodes import COUNTS, Asker, Did, Group, Node, Test
from quen.timeline import kinds as event_kinds

DEEPEST = 6
MOST_LEAVES = 60


class BadRule(ValueError):
    """A rule that cannot be understood; `where` is its path ("all[2].value"), the message for a person."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.message, self.where = message, where


def parse(rule: Any, catalogue: Catalogue, now: datetime | None = None) -> list[Node]:
    """Check a rule; gives the nodes that must all hold. Raises BadRule in words for a person."""
    asker = Asker(catalogue, now or timezone.now())
    if not rule:
        return []
    node = _node(rule, asker, "", 0)
    if sum(1 for _leaf in _leaves(node)) > MOST_LEAVES:
        raise BadRule(_("A filter may hold at most %d conditions.") % MOST_LEAVES)
    return list(node.nodes) if isinstance(node, Group) and node.word == "all" else [node]


def matching(rule: Any, catalogue: Catalogue, now: datetime | None = None) -> Q:
    """The rule as one Q over the catalogue's type. Raises BadRule."""
    return Group("all", tuple(parse(rule, catalogue, now))).q()


def tells_masked(nodes: Iterable[Node]) -> bool:
    """Whether one of these conditions holds a phone or mail that its asker reads masked."""
    leaves = (leaf for node in nodes for leaf in _leaves(node))
    return any(
        isinstance(leaf, Test) and leaf.field.masked and leaf.op in ("is", "is_not")
        for leaf in leaves
    )


def fields_in(rule: Any) -> Iterator[str]:
    """Keys of all fields a rule names (to mark views when a field goes)."""
    if isinstance(rule, dict):
        if isinstance(rule.get("field"), str):
            yield rule["field"]
        for inner in (*_listed(rule.get("all")), *_listed(rule.get("any")), rule.get("not")):
            yield from fields_in(inner)


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, Group):
        for inner in node.nodes:
            yield from _leaves(inner)
    else:
        yield node


def _node(rule: Any, asker: Asker, where: str, depth: int) -> Node:
    if not isinstance(rule, dict):
        raise BadRule(_("A condition must be an object."), where)
    if depth > DEEPEST:
        raise BadRule(_("Groups may be nested %d deep.") % DEEPEST, where)
    for word in ("all", "any"):
        if word in rule:
            return _group(rule, word, asker, where, depth)
    if "not" in rule:
        _only(rule, {"not"}, where)
        return Group("not", (_node(rule["not"], asker, f"{where}not.", depth + 1),))
    if "event" in rule:
        return _did(rule, asker, where)
    return _test(rule, asker, where)


def _group(rule: dict[str, Any], word: str, asker: Asker, where: str, depth: int) -> Group:
    _only(rule, {word}, where)
    if not isinstance(rule[word], list):
        raise BadRule(_("A group must be a list of conditions."), f"{where}{word}")
    inner = (
        _node(one, asker, f"{where}{word}[{n}].", depth + 1) for n, one in enumerate(rule[word])
    )
    return Group(word, tuple(inner))


def _test(rule: dict[str, Any], asker: Asker, where: str) -> Test:
    _only(rule, {"field", "op", "value"}, where)
    try:
        field = asker.catalogue.get(str(rule.get("field", "")))
    except UnknownField as error:
        raise BadRule(
            _("There is no field called %s.") % rule.get("field"), f"{where}field"
        ) from error
    op = rule.get("op", "is")
    if field.masked and op in KINDS[field.kind].ops and op not in field.ops:
        raise BadRule(
            _("%s is masked for you: ask for the whole value, not for a part of it.") % field.label,
            f"{where}op",
        )
    if op not in field.ops:
        raise BadRule(
            _("%(field)s cannot be asked with %(op)s.") % {"field": field.label, "op": op},
            f"{where}op",
        )
    try:
        value = comparing.checked(field, op, rule.get("value"), asker)
    except ValueError as error:
        raise BadRule(str(error), f"{where}value") from error
    return Test(asker, field, op, value)


def _did(rule: dict[str, Any], asker: Asker, where: str) -> Did:
    _only(rule, {"event", "count", "within_days"}, where)
    if rule["event"] not in event_kinds.KINDS:
        raise BadRule(_("There is no event called %s.") % rule["event"], f"{where}event")
    count = rule.get("count", {"op": ">=", "value": 1})
    if not isinstance(count, dict) or count.get("op") not in COUNTS:
        raise BadRule(_('A count looks like {"op": ">=", "value": 2}.'), f"{where}count")
    times: Any = count.get("value")
    days: Any = rule.get("within_days")
    if not _whole(times, 1_000_000):
        raise BadRule(_("Count with a whole number."), f"{where}count")
    if days is not None and not _whole(days, 36_500):
        raise BadRule(_("Days are a whole number."), f"{where}within_days")
    return Did(asker, rule["event"], count["op"], times, days)


def _whole(number: Any, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= most


def _only(rule: dict[str, Any], allowed: set[str], where: str) -> None:
    if extra := set(rule) - allowed:
        raise BadRule(_("Unknown words: %s.") % ", ".join(sorted(map(str, extra))), where)
