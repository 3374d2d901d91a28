"""When a customer has answered: rooms lend the kinds of events that say so."""

from collections.abc import Callable, Collection
from typing import Any

# As a kind of event in a flow: any that says that the customer answered.
ANSWERED = "customer.answered"
ANSWERS: dict[str, Callable[[Any], bool]] = {}


def answer(kind: str, when: Callable[[Any], bool] = lambda event: True) -> None:
    """Lend a kind of event; `when(event)` says whether this one is an answer of the customer."""
    ANSWERS[kind] = when


def expanded(kinds: Collection[str]) -> list[str]:
    """The kinds of events that these stand for."""
    plain = [kind for kind in kinds if kind != ANSWERED]
    return sorted({*plain, *(ANSWERS if ANSWERED in kinds else ())})


def is_meant(event: Any, kinds: Collection[str]) -> bool:
    """Whether this event is one of these, answers of the customer included."""
    if event.kind in kinds:
        return True
    return ANSWERED in kinds and event.kind in ANSWERS and ANSWERS[event.kind](event)
