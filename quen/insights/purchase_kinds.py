"""What counts as a purchase: the rooms that sell lend their records when Django starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from quen.accounts.visibility import reach_rule
from quen.insights.record_marking import Watched, watch

MARKS = "insights_purchasemark"


@dataclass(frozen=True)
class Bought:
    """A record as a purchase; `cents` are hundredths of its currency, before VAT."""

    record_id: int
    company_id: int | None
    contact_id: int | None
    on: date
    currency: str
    cents: int
    owner_id: int | None
    team_id: int | None

    @property
    def customer(self) -> int:
        """The company where there is one, else the person."""
        return self.company_id or -(self.contact_id or 0)


@dataclass(frozen=True)
class Kind:
    """Purchases of one kind: `rows` are all records that count, `read` turns records into purchases."""

    key: str
    noun: str
    capability: str
    rows: Callable[[], QuerySet[Any]]
    read: Callable[[QuerySet[Any]], Iterable[Bought]]


KINDS: dict[str, Kind] = {}


def purchases_are(key: str, watched: tuple[Watched, ...], **facts: Any) -> None:
    """Lend a kind of purchase, and the tables whose rows make it. Raises ValueError where the key is taken."""
    if key in KINDS:
        raise ValueError(f"the purchases {key} exist already")
    KINDS[key] = kind = Kind(key, **facts)
    watch(f"bought_{key}", kind=key, noun=kind.noun, marks=MARKS, watched=watched)


def sees_all(user: Any) -> bool:
    """Whether every purchase there is may be seen."""
    return all(user.reach(kind.capability) == "all" for kind in KINDS.values())


def sees_some(user: Any) -> bool:
    """Whether any purchase may be seen."""
    return any(user.can(kind.capability) for kind in KINDS.values())


def seen_by(user: Any) -> Q:
    """The condition on purchases that this colleague may see: as far as the records behind them."""
    if sees_all(user):
        return Q()
    found = Q(pk__in=[])
    for kind in KINDS.values():
        reach, shared = user.reach(kind.capability), user.shared_ids(kind.noun)
        if reach == "all":
            found |= Q(kind=kind.key)
        elif reach:
            found |= Q(kind=kind.key) & reach_rule(user, reach)
        if shared:
            found |= Q(kind=kind.key, record_id__in=shared)
    return found
