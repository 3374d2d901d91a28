"""Values as plain words for many rows at once: names are looked up together, then each value is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from quen.fields.catalogue import Field
from quen.fields.record_values import Pair, Showing, pointed_at, showing_for, words
from quen.kit import days, records


@dataclass
class Words:
    """For whom values are told; `know` looks up the names of the records that they point at."""

    showing: Showing

    @property
    def language(self) -> str:
        return self.showing.language

    @cached_property
    def now(self) -> datetime:
        """The moment that "ago" counts from, the same for the whole page."""
        return timezone.now()

    def know(self, pairs: Iterable[Pair]) -> None:
        """Look up what is not known yet: one query a type."""
        fresh = set(pairs) - set(self.showing.titles)
        if fresh:
            self.showing.titles.update(records.titles(fresh))

    def of(self, known: Field, value: Any) -> str:
        """The value as text; empty for nothing."""
        empty = value in (None, "", [], {}) or (
            isinstance(value, dict) and value.get("amount", "") is None
        )
        return "" if empty else words(known, value, self.showing)


def words_for(user: Any) -> Words:
    """Words in this user's language, zone and era."""
    return Words(showing_for(user))


def pointed(known: Field, value: Any) -> list[Pair]:
    """The records that a value names: none, or one."""
    pair = pointed_at(known, value)
    return [pair] if pair else []


def ago(told: Words, moment: datetime) -> str:
    """How long ago a moment lies, in few words."""
    showing = told.showing
    return days.ago(moment, told.now, showing.language, showing.zone, showing.era)
