"""Event kinds: declared once as a frozen dataclass, with a sentence and its personal fields."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, ClassVar, Protocol, TypeVar, dataclass_transform

from django.utils.functional import Promise


class Happening(Protocol):
    """What `record()` takes: an instance of a class declared with `@event`."""

    kind: ClassVar[str]
    sentence: ClassVar[str | Promise]
    icon: ClassVar[str]
    group: ClassVar[str]
    personal: ClassVar[tuple[str, ...]]
    behind: ClassVar[Mapping[str, str]]


Declared = TypeVar("Declared")
KINDS: dict[str, Any] = {}
GUEST = "guest"  # as `via` of an event: a customer did it, on a public page
GROUPS = ("talk", "behaviour", "business", "service", "change", "audit")


@dataclass_transform(frozen_default=True)
def event(
    kind: str,
    *,
    icon: str = "point",
    group: str = "change",
    activity: bool = False,
) -> Callable[[type[Declared]], type[Declared]]:
    """Declare the event kind "noun.past_verb".

    The class is a dataclass of JSON-able fields, with `sentence` (a format string over them and
    `actor`), and `personal` naming the fields that erasure empties. `activity` marks contact with
    or by the customer, which moves the record's last activity. A kind with a `label` can be asked for
    in filters ("has or has not happened"); `elsewhere` is its sentence on other records' timelines;
    `spoken` says how stored words of a field are read: {"scope": {"read": _("read only")}}; `behind` what
    one must be allowed to read to read a field of it: {"amount": "order.total"}.
    """

    def declare(cls: type[Declared]) -> type[Declared]:
        if kind in KINDS:
            raise ValueError(f"the event kind {kind} exists already")
        if group not in GROUPS:
            raise ValueError(f"{kind}: unknown group {group}")
        # Nobody compares or prints one, and there are hundreds to make at each start.
        made = dataclass(frozen=True, eq=False, repr=False)(cls)
        made.kind, made.icon, made.group, made.activity = kind, icon, group, activity  # type: ignore[attr-defined]
        made.personal = getattr(cls, "personal", ())  # type: ignore[attr-defined]
        made.label = getattr(cls, "label", "")  # type: ignore[attr-defined]
        made.behind = getattr(cls, "behind", {})  # type: ignore[attr-defined]
        KINDS[kind] = made
        return made

    return declare


def data_of(happening: Any) -> dict[str, Any]:
    """The event's fields as they are stored (plain values: no dataclass lies inside another)."""
    return dict(vars(happening))


# What is left empty leaves no gap before the sign that follows.
_AMID = re.compile(r" +(?=[.,:;](?:\s|$))")


def told(kind: str, data: Mapping[str, Any], actor: str, *, elsewhere: bool = False) -> str:
    """The event's sentence in the reader's language, with `actor` and the event's fields filled in.

    `elsewhere`: on the timeline of another record than the one that it happened to.
    """
    declared = KINDS.get(kind)
    if declared is None:
        return kind
    spoken: dict[str, dict[Any, Any]] = getattr(declared, "spoken", {})
    words = {f.name: data.get(f.name, "") for f in fields(declared)}
    words |= {key: said.get(words[key], words[key]) for key, said in spoken.items()}
    sentence = getattr(declared, "elsewhere", "") if elsewhere else ""
    filled = str(sentence or declared.sentence).format(**words, actor=actor)
    return _AMID.sub("", filled).strip()


def label_of(kind: str) -> str:
    """What filters call the event; its kind where it has no label."""
    return str(getattr(KINDS.get(kind), "label", "") or kind)


def askable() -> list[tuple[str, str]]:
    """Kinds with a label, for filters, in the order of their labels."""
    named = [(kind, str(c.label)) for kind, c in KINDS.items() if getattr(c, "label", "")]
    return sorted(named, key=lambda pair: pair[1])


@lru_cache(maxsize=4096)
def fits(kind: str, patterns: str) -> bool:
    """Whether a kind is among patterns by space, as "deal.* contact.merged"; asked for each event."""
    return any(fnmatchcase(kind, pattern) for pattern in patterns.split())
