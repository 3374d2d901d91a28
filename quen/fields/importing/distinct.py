"""The values that columns of choices, stages and colleagues hold, and where each goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from quen.accounts.models import User
from quen.fields.importing.mapped import tidied
from quen.fields.importing.objects import IMPORTABLES, Target
from quen.fields.importing.running import numbered
from quen.fields.importing.together import all_targets
from quen.fields.models import ImportRun
from quen.fields.sheets import unmarked
from quen.kit.text import fold

LOOKED_AT = 20_000
MOST = 100


@dataclass(frozen=True)
class Distinct:
    """A field's values in the file, most frequent first, with the option each goes to (empty: none fits)."""

    target: Target
    options: Sequence[tuple[str, str]]
    values: Sequence[tuple[str, int, str]]


def distinct_values(run: ImportRun, user: User) -> list[Distinct]:
    """What the mapped columns with a limited choice hold. Raises BadFile."""
    targets = {t.key: t for t in all_targets(IMPORTABLES[run.object], user)}
    asked = {
        column: targets[key]
        for column, key in (run.mapping.get("columns") or {}).items()
        if key in targets and (targets[key].options or targets[key].kind == "user")
    }
    counts: dict[str, dict[str, int]] = {column: {} for column in asked}
    for _number, row in islice(numbered(run), LOOKED_AT) if asked else ():
        for column, found in counts.items():
            text = tidied(unmarked((row.get(column) or "").strip()))
            if text:
                found[text] = found.get(text, 0) + 1
    told = run.mapping.get("values") or {}
    return [
        _distinct(target, counts[column], told.get(target.key) or {})
        for column, target in asked.items()
        if counts[column]
    ]


def _distinct(target: Target, counts: dict[str, int], told: dict[str, str]) -> Distinct:
    options: list[tuple[str, ...]] = list(target.options()) if target.options else colleagues()
    usual = sorted(counts.items(), key=lambda pair: -pair[1])[:MOST]
    by_name = {fold(name): key for pair in reversed(options) for key, name in _named(pair)}
    values = [(text, n, told.get(text, by_name.get(fold(text), ""))) for text, n in usual]
    return Distinct(target, [(key, label) for key, label, *_names in options], values)


def _named(option: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(option[0], name) for name in option]


def colleagues() -> list[tuple[str, ...]]:
    """Who can be given records, as (mail, name with mail, name)."""
    rows = User.objects.active().order_by("full_name").values_list("email", "full_name")
    return [(email, f"{name} · {email}", name) for email, name in rows]
