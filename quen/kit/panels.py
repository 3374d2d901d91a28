"""Panels: what a room shows on the record page of a room below, with its own query and right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Panel:
    """`facts(record, user)` returns the template's context; at most 3 queries."""

    key: str
    type: str
    label: str | Promise
    template: str
    needs: str
    facts: Callable[[Any, Any], dict[str, Any]]
    order: int = 50


PANELS: list[Panel] = []


def panel(type_key: str, key: str, **facts: Any) -> Panel:
    """Lend a panel for records of `type_key`."""
    lent = Panel(key=key, type=type_key, **facts)
    PANELS.append(lent)
    return lent


def panels_of(type_key: str, user: Any) -> list[Panel]:
    """The panels this user may see on such a record, in order."""
    mine = (p for p in PANELS if p.type == type_key and user.can(p.needs))
    return sorted(mine, key=lambda p: (p.order, p.key))
