"""What happened to the forecast between two weekly snapshots: deal by deal, and added up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.kit.periods import month_start
from quen.sales.models import Deal, Foreseen, Snapshot

KINDS = {
    "won": _("Won"),
    "lost": _("Lost"),
    "later": _("Moved to a later month"),
    "sooner": _("Moved to an earlier month"),
    "grew": _("Grew"),
    "shrank": _("Shrank"),
    "new": _("New"),
    "gone": _("No longer there"),
}
MOST = 2_000


@dataclass(frozen=True)
class Move:
    """One deal in two snapshots; an amount of None is that it was not open in that one."""

    deal: Deal
    kind: str
    before: Decimal | None
    after: Decimal | None
    currency: str


@dataclass(frozen=True)
class Moves:
    """The deals of one kind, and by how much the forecast changed by them, by currency."""

    kind: str
    deals: Sequence[Move]
    change: dict[str, Decimal]


def weeks_written() -> list[date]:
    """The weeks of the newest snapshots, at most a year of them, the latest first."""
    return list(Snapshot.objects.values_list("week", flat=True)[:53])


def moves(user: Any, first: date, last: date) -> tuple[list[Moves], bool]:
    """What moved between the snapshots of two weeks among deals that the user may see, by kind; and
    whether there was more than is looked at."""
    seen = Deal.objects.within_reach(user)
    ended = Foreseen.objects.at(first).filter(until__gt=first, until__lte=last, deal__in=seen)
    begun = Foreseen.objects.at(last).filter(since__gt=first, since__lte=last, deal__in=seen)
    before = {it.deal_id: it for it in ended.order_by("pk")[: MOST + 1]}
    after = {it.deal_id: it for it in begun.order_by("pk")[: MOST + 1]}
    capped = max(len(before), len(after)) > MOST
    if capped:
        other = Q(deal_id__in=before.keys() | after.keys())
        before |= {it.deal_id: it for it in ended.filter(other)}
        after |= {it.deal_id: it for it in begun.filter(other)}
    deals = Deal._base_manager.in_bulk(list(before.keys() | after.keys()))
    found = defaultdict(list)
    for pk, deal in sorted(deals.items()):
        if kind := _kind(deal, before.get(pk), after.get(pk)):
            found[kind].append(_move(deal, kind, before.get(pk), after.get(pk)))
    return [
        Moves(kind, found[kind], _changes(found[kind])) for kind in KINDS if kind in found
    ], capped


def _kind(deal: Deal, before: Foreseen | None, after: Foreseen | None) -> str:
    """The first of: closed, gone, new, another month, another amount; "" for what no forecast shows."""
    if after is None:
        ends = deal.state if deal.state in ("won", "lost") and not deal.deleted_at else "gone"
        return str(ends)
    if before is None:
        return "new"
    was, now = month_start(before.due), month_start(after.due)
    if was != now:
        return "later" if now > was else "sooner"
    if before.amount != after.amount:
        return "grew" if after.amount > before.amount else "shrank"
    return ""


def _move(deal: Deal, kind: str, before: Foreseen | None, after: Foreseen | None) -> Move:
    told = after or before
    return Move(
        deal,
        kind,
        before.amount if before else None,
        after.amount if after else None,
        told.currency if told else deal.currency,
    )


def _changes(told: Sequence[Move]) -> dict[str, Decimal]:
    """What came to the forecast or left it; a deal of another month stays in it with its whole amount."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in told:
        moved = one.kind in ("later", "sooner")
        old = Decimal(0) if moved else one.before or Decimal(0)
        found[one.currency] += (one.after or Decimal(0)) - old
    return dict(found)
