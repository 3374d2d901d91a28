"""The tree of categories, small and asked by every list of products: kept for a moment by each process."""

import time
from dataclasses import dataclass

from quen.commerce.models import Category
from quen.kit.text import fold

_FRESH_SECONDS = 3
_BETWEEN = " › "
_kept: dict[str, tuple[float, list["Branch"]]] = {}


@dataclass(frozen=True)
class Branch:
    """A category in its place: `path` names it from the root, `depth` is 0 at the root."""

    pk: int
    name: str
    path: str
    depth: int
    parent_id: int | None


def branches() -> list[Branch]:
    """The live categories from the root down, each before what lies below it."""
    kept = _kept.get("tree")
    if kept is None or kept[0] < time.monotonic():
        _kept["tree"] = kept = (time.monotonic() + _FRESH_SECONDS, _tree())
    return kept[1]


def branch(pk: int | None) -> Branch | None:
    """The live category of this id."""
    return next((one for one in branches() if one.pk == pk), None)


def below(pk: int) -> list[int]:
    """The ids of a category and of all that lie below it."""
    found = {pk}
    for one in branches():
        if one.parent_id in found:
            found.add(one.pk)
    return sorted(found)


def named(text: str, among: list[Branch] | None = None) -> Branch | None:
    """The category that a text means: its path, or its name where only one bears it."""
    every = branches() if among is None else among
    wanted = [fold(part) for part in path_in(text)]
    by_path = [one for one in every if [fold(part) for part in path_in(one.path)] == wanted]
    found = by_path or [one for one in every if fold(one.name) == fold(text)]
    return found[0] if len(found) == 1 else None


def path_in(text: str) -> list[str]:
    """The names of a path such as "Software > CRM", from the root down."""
    for mark in ("›", "/", ">"):
        text = text.replace(mark, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def forget_categories() -> None:
    """Read anew (after a change, and between tests)."""
    _kept.clear()


def fresh_branches() -> list[Branch]:
    """As `branches`, as the present transaction sees them: what it may take back is not kept."""
    return _tree()


def _tree() -> list[Branch]:
    children: dict[int | None, list[Category]] = {}
    for row in Category.objects.live().order_by("position", "norm", "pk"):
        children.setdefault(row.parent_id, []).append(row)
    found: list[Branch] = []
    _descend(None, "", 0, children, found)
    return found


def _descend(
    parent: int | None,
    before: str,
    depth: int,
    children: dict[int | None, list[Category]],
    found: list[Branch],
) -> None:
    for row in children.get(parent, ()):
        path = f"{before}{_BETWEEN}{row.name}" if before else row.name
        found.append(Branch(row.pk, row.name, path, depth, parent))
        _descend(row.pk, path, depth + 1, children, found)
