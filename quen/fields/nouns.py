"""The nouns: what each room lends of how records of its types are written."""

import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quen.accounts.models import User
from quen.accounts.visibility import Owned
from quen.fields.drafts import Draft

Pairs = Sequence[tuple[Any, Draft]]


@dataclass(frozen=True)
class Noun:
    """How records of a type are written. `events` are the classes of created, changed, assigned,
    deleted, restored, merged and unmerged; records of a type without "deleted" are never thrown away.
    `columns` completes a new record's columns; `before` looks at records about to be written or taken out of
    the trash and raises Refused; `write_parts` stores what stands in tables of its own; `begun` runs once
    new records stand; `value` gives a present value; `also_on` names further records whose timeline an
    event belongs on."""

    type: str
    model: builtins.type[Owned]
    events: Mapping[str, Any]
    value: Callable[[Any, str], Any]
    columns: Callable[[Draft, User, datetime], dict[str, Any]] = lambda draft, by, now: {}
    before: Callable[[Sequence[Any]], None] = lambda records: None
    write_parts: Callable[[Pairs, bool, bool], None] = lambda pairs, new, share: None
    begun: Callable[[Sequence[Any], User, datetime], None] = lambda records, by, now: None
    changed: Callable[[Pairs, User, str], None] = lambda pairs, by, via: None
    also_on: Callable[[Any], Iterable[Any]] = lambda record: ()
    created: Callable[[Sequence[Any]], dict[str, Any]] = lambda records: {}

    def right(self, verb: str) -> str:
        meta = self.model._meta
        return f"{meta.app_label}.{verb}_{meta.model_name}"


NOUNS: dict[str, Noun] = {}


def noun(type_key: str, **facts: Any) -> Noun:
    """Lend a noun. Raises ValueError where the type has one."""
    if type_key in NOUNS:
        raise ValueError(f"the noun {type_key} exists already")
    NOUNS[type_key] = Noun(type=type_key, **facts)
    return NOUNS[type_key]
