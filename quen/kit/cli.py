"""Verbs of the `quen` command that rooms lend, and how a verb speaks to people and to machines.

A room writes them in its `verbs.py`, which only the command line loads:

    @verb("user add")
    def add_user(email: str, name: Named, json: AsJson = False) -> None:
        \"\"\"Invite a colleague.\"\"\"
        ...
        say({"id": user.pk}, f"{user.email} can sign in now.", json=json)
"""

import json as json_format
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON, for machines.")]


class Failed(Exception):
    """The verb could not be done; the message is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Verb:
    """A verb of `quen`: its words ("user add") and the function that does it."""

    name: str
    do: Callable[..., Any]


VERBS: dict[str, Verb] = {}
Do = TypeVar("Do", bound=Callable[..., Any])


def verb(name: str) -> Callable[[Do], Do]:
    """Lend a verb; its docstring is its help. Raises ValueError where the name is taken."""

    def lend(do: Do) -> Do:
        if name in VERBS:
            raise ValueError(f"the verb `quen {name}` exists already")
        VERBS[name] = Verb(name, do)
        return do

    return lend


def say(facts: dict[str, Any], words: str, *, json: bool) -> None:
    """Answer: `facts` as JSON for machines, `words` for people."""
    if json:
        print(json_format.dumps(facts, ensure_ascii=False, default=str))
    elif words:
        print(words)


@contextmanager
def progress(words: str, total: int | None = None, *, json: bool = False) -> Iterator[Any]:
    """A bar on the error stream while a long verb runs; gives `step(count=1)`.

    Nothing is drawn for machines, nor where nobody watches.
    """
    from rich import progress as drawn  # noqa: PLC0415 - every start would pay its time
    from rich.console import Console  # noqa: PLC0415

    parts = (drawn.TextColumn("{task.description}"), drawn.BarColumn(), drawn.MofNCompleteColumn())
    console = Console(stderr=True)
    quiet = json or not console.is_terminal
    with drawn.Progress(*parts, drawn.TimeElapsedColumn(), console=console, disable=quiet) as bar:
        task = bar.add_task(words, total=total)
        yield lambda count=1: bar.advance(task, count)


def complain(words: str) -> None:
    """Tell the person on the error stream."""
    print(words, file=sys.stderr, flush=True)
