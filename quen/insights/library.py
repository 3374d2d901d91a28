"""Reports that are more than one measure: rooms lend their pages to the library."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quen.accounts.rights import Words


@dataclass(frozen=True)
class Analysis:
    """A page of its own; `needs` is the right it asks for, `shown_to` narrows who may open it."""

    key: str
    label: Words
    about: Words
    route: str
    icon: str
    needs: str
    shown_to: Callable[[Any], bool] = lambda user: True


ANALYSES: dict[str, Analysis] = {}


def analysis(key: str, **facts: Any) -> None:
    """Lend a page. Raises ValueError where the key is taken."""
    if key in ANALYSES:
        raise ValueError(f"the analysis {key} exists already")
    ANALYSES[key] = Analysis(key, **facts)


def analyses_for(user: Any) -> list[Analysis]:
    """The pages that this colleague may open."""
    return [one for one in ANALYSES.values() if user.can(one.needs) and one.shown_to(user)]
