"""Readers of the log: each has its own delivery rows, ticked off with its own writes (law 6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from quen.kit import leases
from quen.timeline.kinds import fits
from quen.timeline.models import Delivery, Event


@dataclass(frozen=True)
class Reader:
    """`work(event)` is called once per event; `outside` readers reach the network and may repeat; `acts`
    says that it does something of its own (a rule, a webhook), which an import may leave undone."""

    name: str
    kinds: str
    work: Callable[[Event], Any]
    outside: bool = False
    wanted: Callable[[str], bool] = lambda kind: True
    acts: bool = False


READERS: dict[str, Reader] = {}


def reader(name: str, *, kinds: str, **facts: Any) -> Callable[[Any], Any]:
    """Lend a reader for the event kinds that match `kinds` (patterns by space, as "deal.* contact.merged")."""

    def lend(work: Callable[[Event], Any]) -> Any:
        if name in READERS:
            raise ValueError(f"the reader {name} exists already")
        READERS[name] = Reader(name=name, kinds=kinds, work=work, **facts)
        return work

    return lend


def interested(kind: str, *, acting: bool = True) -> list[str]:
    """Names of the readers that want to hear of this kind now; without those that act where not `acting`."""
    return [
        r.name
        for r in READERS.values()
        if fits(kind, r.kinds) and r.wanted(kind) and (acting or not r.acts)
    ]


def _prepare(rows: Sequence[Delivery]) -> None:
    events = Event.objects.in_bulk({row.event_id for row in rows})
    for row in rows:
        row.event = events[row.event_id]


def _do(row: Delivery) -> None:
    known = READERS.get(row.reader)
    if known is None:
        raise leases.GiveUp(f"no reader is called {row.reader}")
    known.work(row.event)


def _inside(row: Delivery) -> bool:
    known = READERS.get(row.reader)
    return known is None or not known.outside


leases.work("deliveries", model=Delivery, do=_do, inside=_inside, prepare=_prepare)
