"""What must be there before the first page is served: rooms lend it, `quen serve` asks for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Prepare = Callable[[bool], Iterable[str]]


@dataclass(frozen=True)
class Start:
    """A preparation; low `order` first. It runs at every start, so it must see that it is done."""

    name: str
    prepare: Prepare
    order: int


STARTS: dict[str, Start] = {}


def at_start(name: str, *, order: int = 50) -> Callable[[Prepare], Prepare]:
    """Lend a preparation: it is told whether a demo company is wanted, gives lines to be printed.

    Raises ValueError where the name is taken.
    """

    def lend(prepare: Prepare) -> Prepare:
        if name in STARTS:
            raise ValueError(f"the start {name} exists already")
        STARTS[name] = Start(name, prepare, order)
        return prepare

    return lend


def prepare_all(*, demo: bool) -> list[str]:
    """Run every preparation in order; gives the lines for the person at the terminal."""
    ordered = sorted(STARTS.values(), key=lambda start: (start.order, start.name))
    return [line for start in ordered for line in start.prepare(demo)]
