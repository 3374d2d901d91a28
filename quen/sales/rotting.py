"""When a deal was last spoken about with the customer, and whether it has been left alone too long."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from quen.kit.rebuilding import rebuilds
from quen.kit.rows import update_all
from quen.sales import staging
from quen.sales.models import Deal, Involved
from quen.timeline.models import Event, EventLink

# What the customer takes part in; a call counts where somebody answered.
SPOKE = (
    "call.made",
    "meeting.held",
    "message.sent",
    "message.received",
    "email.replied",
    "form.submitted",
    "chat.started",
    "quote.sent",
    "quote.opened",
    "quote.accepted",
)
ANSWERED = ("reached", "answered")
BATCH = 500


def rots(row: dict[str, Any], now: datetime) -> int:
    """For how many days an open deal that rots has been left alone, 0 for one that does not rot.

    Counted from the last contact with the customer, or from its first day; a step planned for later puts
    it off. `row` holds stage_id, created_at, contacted_at and next_step_at.
    """
    stage = staging.stage(row["stage_id"])
    if stage is None or stage.rot_days is None:
        return 0
    if row["next_step_at"] and row["next_step_at"] >= now:
        return 0
    days = (now - (row["contacted_at"] or row["created_at"])).days
    return days if days >= stage.rot_days else 0


def rotting(now: datetime) -> Q:
    """The condition on deals that rot."""
    found = Q(pk__in=[])
    for stage in staging.stages():
        if stage.rot_days is None:
            continue
        long_ago = now - timedelta(days=stage.rot_days)
        silent = Q(contacted_at__lt=long_ago) | Q(contacted_at=None, created_at__lt=long_ago)
        found |= Q(stage_id=stage.pk) & silent
    unplanned = Q(next_step_at=None) | Q(next_step_at__lt=now)
    return Q(state=Deal.State.OPEN) & unplanned & found


def around(links: Iterable[EventLink]) -> Q:
    """The deals that events on these records are about: the deals themselves, and those of the people."""
    by_type: dict[str, list[int]] = {}
    for link in links:
        by_type.setdefault(link.type, []).append(link.record_id)
    people = by_type.get("contact", [])
    return (
        Q(pk__in=by_type.get("deal", []))
        | Q(contact_id__in=people)
        | Q(pk__in=Involved.objects.filter(contact_id__in=people).values("deal"))
        | Q(contact=None, company_id__in=by_type.get("company", []))
    )


@transaction.atomic
def count_again(ids: Sequence[int]) -> None:
    """Keep the last contact of these deals, read from the log: the newest since the deal's first day."""
    rows = Deal._base_manager.filter(pk__in=ids)
    facts = list(rows.values("pk", "contact_id", "company_id", "created_at", "contacted_at"))
    sides = {row["pk"]: _side(row) for row in facts}
    parts = Involved.objects.filter(deal__in=ids).values_list("deal_id", "contact_id")
    for deal_id, contact_id in parts:
        sides[deal_id].add(("contact", contact_id))
    newest = _newest({side for found in sides.values() for side in found})
    changed = []
    for row in facts:
        at = max((newest[one] for one in sides[row["pk"]] if one in newest), default=None)
        at = None if at is None or at < row["created_at"] else at
        if at != row["contacted_at"]:
            changed.append(Deal(pk=row["pk"], contacted_at=at))
    update_all(changed, ["contacted_at"])


def _side(row: Mapping[str, Any]) -> set[tuple[str, int]]:
    """The records on whose timelines a contact about this deal stands."""
    found = {("deal", row["pk"])}
    if row["contact_id"]:
        found.add(("contact", row["contact_id"]))
    elif row["company_id"]:
        found.add(("company", row["company_id"]))
    return found


def _newest(records: set[tuple[str, int]]) -> dict[tuple[str, int], datetime]:
    spoken = Q(event__kind__in=set(SPOKE) - {"call.made"})
    spoken |= Q(event__kind="call.made", event__data__outcome__in=ANSWERED)
    found: dict[tuple[str, int], datetime] = {}
    for key in ("deal", "contact", "company"):
        ids = [pk for type_key, pk in records if type_key == key]
        links = EventLink.objects.filter(spoken, type=key, record_id__in=ids)
        told = links.order_by().values("record_id").annotate(newest=Max("at"))
        found |= {(key, row["record_id"]): row["newest"] for row in told} if ids else {}
    return found


def hear(event: Event) -> None:
    """Count the open deals again that an event is about."""
    links = EventLink.objects.filter(event=event)
    rows = Deal._base_manager.filter(around(links), state=Deal.State.OPEN, deleted_at=None)
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    if ids:
        count_again(ids)


@rebuilds("deal contacts")
def rebuild() -> None:
    """Make the last contact of every open deal anew."""
    after = 0
    rows = Deal._base_manager.filter(state=Deal.State.OPEN).order_by("pk")
    while ids := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        count_again(ids)
        after = ids[-1]
