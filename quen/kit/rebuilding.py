"""Derived rows that can be thrown away and made anew from what they derive from (`quen rebuild`)."""

from collections.abc import Callable

Rebuild = Callable[[], object]
REBUILDERS: dict[str, Rebuild] = {}


def rebuilds(name: str) -> Callable[[Rebuild], Rebuild]:
    """Lend the function that rebuilds a projection. Raises ValueError where the name is taken."""

    def lend(rebuild: Rebuild) -> Rebuild:
        if name in REBUILDERS:
            raise ValueError(f"the projection {name} exists already")
        REBUILDERS[name] = rebuild
        return rebuild

    return lend
