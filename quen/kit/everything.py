"""What an export of everything holds besides the lists: rooms lend it.

Settings are tables that say how a company has set Quen up; nothing that opens an account or a channel
belongs there. Rows are records without a list of their own, as far as a colleague may see them.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

SETTINGS: dict[str, type[Model]] = {}
ROWS: dict[str, Callable[[Any], QuerySet[Any]]] = {}


def setting_rows(**models: type[Model]) -> None:
    """Lend settings by the name they have in the file. Raises ValueError where one is taken."""
    for name, model in models.items():
        if name in SETTINGS:
            raise ValueError(f"the settings {name} exist already")
        SETTINGS[name] = model


def taken_along(name: str, rows: Callable[[Any], QuerySet[Any]]) -> None:
    """Lend rows: `rows(user)` are those that this colleague may see. Raises ValueError where taken."""
    if name in ROWS:
        raise ValueError(f"the rows {name} exist already")
    ROWS[name] = rows
