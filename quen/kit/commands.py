"""Commands: what Ctrl K, the keys and the phone sheet can do; rooms lend them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Command:
    """One verb of the palette. `url(user, words)` gives where it leads; `takes` names its inline arguments.

    `words` are folded names it also goes by; `post` is a name and value posted there instead of
    opening it (a verb that changes something).
    """

    key: str
    label: str | Promise
    icon: str
    url: Callable[[Any, str], str]
    needs: str = ""
    shortcut: str = ""
    takes: str | Promise = ""
    words: tuple[str, ...] = ()
    order: int = 50
    post: tuple[str, str] | None = None


COMMANDS: dict[str, Command] = {}


def command(key: str, **facts: Any) -> Command:
    """Lend a command. Raises ValueError where the key is taken."""
    if key in COMMANDS:
        raise ValueError(f"the command {key} exists already")
    COMMANDS[key] = Command(key=key, **facts)
    return COMMANDS[key]


def commands_for(user: Any) -> list[Command]:
    """The commands this user may run, in order."""
    mine = (c for c in COMMANDS.values() if not c.needs or user.can(c.needs))
    return sorted(mine, key=lambda c: (c.order, c.key))
