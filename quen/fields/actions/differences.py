"""What records hold before and after a change, and where that differs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quen.fields.actions.tags import tags_of

Held = dict[str, Any]


def held(
    type_key: str, value: Callable[[Any, str], Any], records: Sequence[Any], keys: Sequence[str]
) -> dict[int, Held]:
    """What each record holds under these keys, by its id; tags of all of them in one query."""
    single = [key for key in keys if key != "tags"]
    found = {it.pk: {key: value(it, key) for key in single} for it in records}
    if len(single) < len(keys):
        for pk, tags in tags_of(type_key, found).items():
            found[pk]["tags"] = [tag.name for tag in tags]
    return found


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The keys whose values differ, as [before, after]."""
    return {key: [was, after[key]] for key, was in before.items() if was != after[key]}
