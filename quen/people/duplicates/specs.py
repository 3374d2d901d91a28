"""Which fields are compared, and in which passes pairs are looked for: made from the fields' kinds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from quen.people.duplicates.blocking import Keys, Pass, Prepared
from quen.people.duplicates.kinds import KINDS, Kind, Name

SHORT = 3


@dataclass(frozen=True)
class Spec:
    """`fields` are (key, kind) in the order of prepared records."""

    fields: tuple[tuple[str, str], ...]
    passes: tuple[Pass, ...] = field(default=())

    @property
    def kinds(self) -> list[Kind]:
        return [KINDS[kind] for _key, kind in self.fields]

    def prepared(self, record: Mapping[str, Any]) -> Prepared:
        """A record's values, ready to be compared."""
        return tuple(KINDS[kind].prepare(record.get(key)) for key, kind in self.fields)

    def sort(self, record: Prepared) -> str:
        """What a great block is sorted by: the first field."""
        first = record[0]
        return first.ordered if isinstance(first, Name) else str(first or "")


def spec(*fields: tuple[str, str]) -> Spec:
    """A spec with the passes that its fields allow: each identifying value, the name in any order and
    cut short together with each other field, days, and the other fields two by two."""
    return Spec(fields, tuple(_passes(fields)))


def _passes(fields: Sequence[tuple[str, str]]) -> Iterable[Pass]:
    for at, (key, kind) in enumerate(fields):
        if kind in _ALONE:
            yield Pass(key, _alone(at, _ALONE[kind]), frozenset({at}))
    for (a, (one, kind)), (b, (other, second)) in combinations(enumerate(fields), 2):
        if kind in _CUT and second in _CUT:
            keys = _both(a, b, _CUT[kind], _CUT[second])
            yield Pass(f"{one} and {other}", keys, frozenset({a, b}))


def _alone(at: int, parts: Callable[[Any], Iterable[str]]) -> Keys:
    def keys(record: Prepared) -> Iterable[str]:
        return parts(record[at]) if record[at] is not None else ()

    return keys


def _both(
    a: int, b: int, first: Callable[[Any], Iterable[str]], second: Callable[[Any], Iterable[str]]
) -> Keys:
    def keys(record: Prepared) -> Iterable[str]:
        if record[a] is None or record[b] is None:
            return ()
        seconds = list(second(record[b]))
        return [f"{one}|{two}" for one in first(record[a]) for two in seconds]

    return keys


def _whole_name(value: Name) -> Iterable[str]:
    return (value.ordered,) if len(value.words) > 1 else ()


def _name_starts(value: Name) -> Iterable[str]:
    return [word[:SHORT] for word in value.words]


def _each(value: frozenset[str]) -> Iterable[str]:
    return value


def _last_digits(value: frozenset[str]) -> Iterable[str]:
    return [one[-5:] for one in value]


def _before_at(value: frozenset[str]) -> Iterable[str]:
    return [one.partition("@")[0] for one in value]


def _mail_starts(value: frozenset[str]) -> Iterable[str]:
    return [one[:SHORT] for one in value]


def _itself(value: str) -> Iterable[str]:
    return (value,)


def _start(value: str) -> Iterable[str]:
    return (value[:SHORT],)


def _halves(value: str) -> Iterable[str]:
    """The year, and day and month: a slip spoils one of them only."""
    return (value[:-4], value[-4:]) if len(value) > 4 else (value,)


_ALONE: dict[str, Callable[[Any], Iterable[str]]] = {
    "name": _whole_name,
    "sign": _itself,
    "day": _itself,
    "phones": _each,
    "mails": _before_at,
}
_CUT: dict[str, Callable[[Any], Iterable[str]]] = {
    "name": _name_starts,
    "text": _start,
    "sign": _start,
    "day": _halves,
    "phones": _last_digits,
    "mails": _mail_starts,
}
