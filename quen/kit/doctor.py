"""Checks that `quen doctor` runs: each says what is wrong and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Complaints = Callable[[], Iterable[str]]


class Note(str):
    """Worth saying, yet no trouble: a choice of the installation."""

    __slots__ = ()


@dataclass(frozen=True)
class Finding:
    """What one check found; no complaints, or only notes, means that all is well."""

    name: str
    complaints: tuple[str, ...]

    @property
    def well(self) -> bool:
        return all(isinstance(words, Note) for words in self.complaints)

    def facts(self) -> dict[str, object]:
        """For machines."""
        return {"name": self.name, "well": self.well, "complaints": list(self.complaints)}

    def lines(self) -> list[str]:
        """For people: the state, and each complaint below it."""
        state = "well " if self.well else "WRONG"
        return [f"{state}  {self.name}", *(f"       {words}" for words in self.complaints)]


CHECKS: dict[str, Complaints] = {}


def check(name: str) -> Callable[[Complaints], Complaints]:
    """Lend a check: a function that yields one sentence for each trouble, with its remedy.

    Raises ValueError where the name is taken.
    """

    def lend(find: Complaints) -> Complaints:
        if name in CHECKS:
            raise ValueError(f"the check {name} exists already")
        CHECKS[name] = find
        return find

    return lend


def examine() -> list[Finding]:
    """Run every check; one that breaks is itself a finding."""
    return [Finding(name, _complaints(find)) for name, find in CHECKS.items()]


def _complaints(find: Complaints) -> tuple[str, ...]:
    try:
        return tuple(find())
    except Exception as error:
        return (f"the check itself broke: {type(error).__name__}: {error}",)
