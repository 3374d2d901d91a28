"""Conditions as sentences, for the chips above a list."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.fields.kinds import OPS
from quen.fields.masking import masked
from quen.fields.nodes import Did, Group, Node, Test
from quen.fields.showing import Words, pointed
from quen.timeline.kinds import KINDS, label_of

_SHORT = 3


def sentence(node: Node, words: Words) -> str:
    """ "Stage: Lead, MQL", "not: …", "has “note added” within 30 days"."""
    if isinstance(node, Test):
        return _test(node, words)
    if isinstance(node, Did):
        return _did(node)
    inner = [sentence(one, words) for one in node.nodes]
    joined = (_(" or ") if node.word == "any" else _(" and ")).join(inner)
    return _("not (%s)") % joined if node.word == "not" else f"({joined})"


def pointed_in(node: Node) -> list[tuple[str, int]]:
    """The records and colleagues that a tree of conditions names."""
    if isinstance(node, Group):
        return [pair for one in node.nodes for pair in pointed_in(one)]
    if isinstance(node, Test):
        many = node.value if isinstance(node.value, list) else [node.value]
        return [pair for one in many for pair in pointed(node.field, one)]
    return []


def _test(node: Test, words: Words) -> str:
    label = str(node.field.label)
    if node.field.via is not None:
        label = f"{node.field.via.label} · {label}"
    if node.op in ("empty", "not_empty"):
        return f"{label} {OPS[node.op]}"
    if node.op in ("within_days", "older_than_days"):
        return f"{label} {_ago(node.op, node.value)}"
    many = node.value if isinstance(node.value, list) else [node.value]
    if node.field.masked:
        many = masked(node.field.kind, many)
    shown = _listed([words.of(node.field, one) or str(one) for one in many], node.op)
    if node.op in ("is", "in"):
        return f"{label}: {shown}"
    return f"{label} {OPS[node.op]} {shown}"


def _listed(shown: list[str], op: str) -> str:
    if op == "between":
        return " – ".join(shown)
    if len(shown) > _SHORT:
        return f"{', '.join(shown[:_SHORT])} +{len(shown) - _SHORT}"
    return ", ".join(shown)


def _ago(op: str, days: int) -> str:
    if op == "older_than_days":
        return ngettext("more than %d day ago", "more than %d days ago", days) % days
    if days < 0:
        return ngettext("within the next %d day", "within the next %d days", -days) % -days
    return ngettext("within the last %d day", "within the last %d days", days) % days


def _did(node: Did) -> str:
    told = label_of(KINDS[node.event].kind)
    if node.never:
        told = _("not: %s") % told
    elif not node.once:
        told = f"{told} {node.op} {node.times}"
    if node.within_days is None:
        return told
    days = node.within_days
    return f"{told}, {ngettext('within %d day', 'within %d days', days) % days}"
