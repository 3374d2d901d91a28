"""The match rule: which record that stands already a row means."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quen.fields.drafts import Draft


@dataclass(frozen=True)
class Match:
    """`keys` are what a draft is compared by (none: by nothing), `find` gives the ids that each of many
    keys leads to."""

    keys: Callable[[Draft], tuple[str, ...]]
    find: Callable[[Collection[str], Any], Mapping[str, Sequence[int]]]


def found_for(match: Match, rows: Sequence[tuple[str, ...]], batch: Any) -> list[list[int]]:
    """For each row's keys the records that they lead to, each once."""
    wanted = {key for keys in rows for key in keys}
    found = match.find(wanted, batch) if wanted else {}
    return [list(dict.fromkeys(pk for key in keys for pk in found.get(key, ()))) for keys in rows]
