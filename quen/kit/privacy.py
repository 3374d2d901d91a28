"""Every table that can hold data of a person says how it is found, erased and kept (SR-56)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

NOBODY = "nobody"


@dataclass(frozen=True)
class Holding:
    """`export(contact_id)` lists what is held, `erase(contact_id)` empties it, `keep` says how long."""

    model: type[Model]
    keep: str
    export: Callable[[int], list[dict[str, Any]]] | None = None
    erase: Callable[[int], int] | None = None


HOLDINGS: dict[type[Model], Holding] = {}


def holds_person(model: type[Model], **facts: Any) -> None:
    """Declare a table with data of contacts."""
    HOLDINGS[model] = Holding(model=model, **facts)


def holds_nobody(*models: type[Model]) -> None:
    """Declare tables that hold no data of contacts (settings, colleagues, queues of ids)."""
    for model in models:
        HOLDINGS[model] = Holding(model=model, keep=NOBODY)
