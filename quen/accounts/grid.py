"""The roles page: rights and fields as a grid of choices, and back from a posted form."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import Role
from quen.accounts.models.role import FIELD_RIGHTS, REACHES
from quen.accounts.rights import FIELDED, RIGHTS, VERBS, Right, field_names

NONE = "none"


def reach_words() -> dict[str, str]:
    """How far a right goes, in words."""
    return {
        NONE: _("no"),
        "own": _("own"),
        "team": _("own team"),
        "tree": _("team and below"),
        "all": _("all"),
    }


def field_words() -> dict[str, str]:
    """What one may do with a field, in words."""
    return {"write": _("see and change"), "read": _("see only"), "hide": _("hidden")}


def object_rows(role: Role, by: Any) -> list[Any]:
    """Rows of ui/grants.html: an object and a choice of reach for each verb."""
    return [
        (str(label), [_cell(lent.get(verb), role, by) for verb in VERBS])
        for _noun, label, lent in _objects()
    ]


def _objects() -> list[tuple[str, Any, dict[str, Right]]]:
    reaching = [right for right in RIGHTS.values() if right.reaches]
    grouped = groupby(sorted(reaching, key=lambda r: r.object), key=lambda r: r.object)
    found = []
    for noun, rights in grouped:
        lent = {right.verb: right for right in rights}
        found.append((noun, next(iter(lent.values())).object_label, lent))
    return sorted(found, key=lambda one: str(one[1]))


def _cell(right: Right | None, role: Role, by: Any) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Name, label, present reach and the reaches to choose from: none wider than one's own (SR-11)."""
    if right is None:
        return ("", "", "", [])
    now, mine = role.grants.get(right.key, ""), REACHES.index(by.reach(right.key))
    open_ = [r for at, r in enumerate(REACHES) if at <= mine or r == now]
    words = reach_words()
    choices = [(reach or NONE, words[reach or NONE]) for reach in open_]
    label = f"{right.object_label}: {right.verb_label}"
    return (f"grant:{right.key}", label, now or NONE, choices)


def plain_rights(role: Role, by: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rights that one has or has not, by group; those one lacks oneself cannot be given."""
    plain = sorted(
        (r for r in RIGHTS.values() if not r.reaches),
        key=lambda r: (str(r.object_label), str(r.verb_label)),
    )
    return [
        (group, [_box(right, role, by) for right in rights])
        for group, rights in groupby(plain, key=lambda r: str(r.object_label))
    ]


def _box(right: Right, role: Role, by: Any) -> dict[str, Any]:
    on = bool(role.grants.get(right.key))
    locked = not on and not by.can(right.key)
    return {"key": right.key, "label": right.verb_label, "on": on, "locked": locked}


def field_grids(role: Role) -> list[dict[str, Any]]:
    """For each object its fields with a choice of hidden, see only, see and change."""
    choices = list(field_words().items())
    grids = []
    nouns = FIELDED | {noun: label for noun, label, _lent in _objects()}
    for noun, label in sorted(nouns.items(), key=lambda one: str(one[1])):
        rows = [
            (str(name), [(f"field:{key}", str(name), role.fields.get(key, "write"), choices)])
            for key, name in field_names(noun)
        ]
        limited = sum(1 for key in role.fields if key.startswith(f"{noun}."))
        if rows:
            grids.append({"noun": noun, "label": str(label), "rows": rows, "limited": limited})
    return grids


def posted(answers: Mapping[str, str], role: Role) -> dict[str, dict[str, str]]:
    """Grants and fields as the form gave them; fields that it did not show stay as they were."""
    grants = {}
    for right in RIGHTS.values():
        name = f"grant:{right.key}"
        reach = answers.get(name, "") if right.reaches else ("all" if name in answers else "")
        if reach in REACHES[1:]:
            grants[right.key] = reach
    fields = dict(role.fields)
    for name, value in answers.items():
        if name.startswith("field:") and value in FIELD_RIGHTS:
            fields[name.removeprefix("field:")] = value
    return {"grants": grants, "fields": fields}
