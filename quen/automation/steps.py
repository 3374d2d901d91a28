"""Verbs that rooms lend to flows.

    class WinForm(forms.Form):
        note = forms.CharField(required=False)

    @step("deal.win", label=_("Win the deal"), on="deal", needs="sales.change_deal", asks=WinForm)
    def win(deal, *, by, note=""):
        win_deal(deal, by=by, note=note)

A verb calls an action: its effects are in this database and stored together with the run's advance.
What leaves the house goes through the outbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Step:
    """A lent verb. `on` are the record types it takes, by space (empty: any); `asks` reads its input;
    `needs` is the right without which nobody's flow does it; `do(record, by=, **input)` may give what the
    log keeps as its output."""

    key: str
    label: Words
    needs: str
    asks: type[forms.Form]
    do: Callable[..., Mapping[str, Any] | None]
    on: str = ""

    def takes(self, type_key: str) -> bool:
        """Whether it can be done to records of this type."""
        return not self.on or type_key in self.on.split()


STEPS: dict[str, Step] = {}


def step(key: str, **facts: Any) -> Callable[[Any], Any]:
    """Lend a verb "noun.verb" to flows. Raises ValueError where the key is taken."""

    def lend(do: Callable[..., Any]) -> Any:
        if key in STEPS:
            raise ValueError(f"the step {key} exists already")
        STEPS[key] = Step(key=key, do=do, **facts)
        return do

    return lend
