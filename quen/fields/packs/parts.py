"""The parts a pack is made of. Each room lends how one thing of a pack is made, used and taken back."""

import builtins
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from quen.accounts.models import User
from quen.fields.models import PackItem
from quen.kit.workspace import today, workspace

Spec = Mapping[str, Any]
Going = Mapping[str, Collection[int]]


@dataclass
class Making:
    """A pack on its way in: who brings it, in which language, and what stands already by its name
    in the pack ("companies.c1"). `series` keeps the phones of made-up people apart from pack to pack."""

    by: User
    language: str
    country: str
    currency: str
    day: date
    people: Mapping[str, list[Any]]
    pack: str = ""
    series: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    def text(self, told: Any) -> str:
        """The words in the workspace's language; a plain text is the same in all."""
        return str(told[self.language]) if isinstance(told, Mapping) else str(told)

    def given(self, told: Any) -> Any:
        """A value of sample data as actions take it.

        A mapping is words by language, {"days": n} from today, {"of": "part.key"} the id of what was
        made, {"money": {currency: amount}} an amount and {"cash": …} one with its currency.
        """
        if not isinstance(told, Mapping):
            return [self.given(one) for one in told] if isinstance(told, list) else told
        if "days" in told:
            return (self.day + timedelta(days=told["days"])).isoformat()
        if "of" in told:
            return self.ids.get(told["of"])
        if "money" in told:
            return str(told["money"].get(self.currency, told["money"]["USD"]))
        if "cash" in told:
            currency = self.currency if self.currency in told["cash"] else "USD"
            return {"amount": str(told["cash"][currency]), "currency": currency}
        return self.text(told)


def making(content: Spec, by: User, people: Mapping[str, list[Any]]) -> Making:
    """How a pack comes in here and now, in the workspace's language and money."""
    it = workspace()
    facts = (it.language, it.country, it.currency, today(), people)
    return Making(by, *facts, content["key"], content.get("series", 0))


@dataclass(frozen=True)
class Made:
    """The row that came to be, and what stood there before."""

    record_id: int
    before: Any = None


@dataclass(frozen=True)
class Part:
    """One section of packs. `there` gives the id of what stands already, so that it is not made again;
    `used` says in words why a thing must stay when the pack is undone (empty: nobody uses it); it does
    not count records that go along, by type.

    `also` gives further names under which a pack speaks of rows, such as the stages of a pipeline.
    `type` is the record type of sample data, which is made last and goes by itself; `holds` gives
    reasons by id why samples must stay beyond what points at records (fields.merging.follows).
    """

    key: str
    label: str | Promise
    order: int
    make: Callable[[Spec, Making], Made]
    there: Callable[[Spec], int | None] = lambda spec: None
    also: Callable[[int], Mapping[str, int]] = lambda record_id: {}
    used: Callable[[PackItem, Going], str] = lambda item, going: ""
    undo: Callable[[PackItem, User], None] = lambda item, by: None
    type: str = ""
    model: builtins.type[Model] | None = None
    remove: Callable[[list[int]], None] = lambda ids: None
    holds: Callable[[list[int]], Mapping[int, str]] = lambda ids: {}


_PARTS: dict[str, Part] = {}


def part(key: str, **facts: Any) -> Part:
    """Lend a part. Raises ValueError where the key is taken."""
    if key in _PARTS:
        raise ValueError(f"the part {key} exists already")
    _PARTS[key] = Part(key=key, **facts)
    return _PARTS[key]


def parts(*, samples: bool | None = None) -> list[Part]:
    """The parts in the order in which they are made; only sample data, or all but that."""
    ordered = sorted(_PARTS.values(), key=lambda one: one.order)
    return [one for one in ordered if samples is None or bool(one.type) == samples]


def part_named(key: str) -> Part | None:
    """The part of this key, if a room still lends it."""
    return _PARTS.get(key)


def name_of(spec: Spec, it: Making) -> str:
    """What a thing of a pack is called, in the workspace's language."""
    if "person" in spec:
        return str(it.people[it.language][spec["person"]]["name"])
    given = spec.get("given", {})
    told = spec.get("labels") or spec.get("name") or given.get("name") or spec.get("title")
    return it.text(told or spec.get("text") or spec["key"])[:200]
