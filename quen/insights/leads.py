"""The table of leads: kept right after changes, made anew, checked against the records."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from quen.insights import marking, record_marking
from quen.insights.lead_rule import CLOSINGS, FIRM, MARKS, PERSON, stage_ids
from quen.insights.models import Counted, Lead, LeadMark
from quen.kit.calm import calm, calmly
from quen.kit.db import lock
from quen.kit.doctor import check
from quen.kit.rebuilding import rebuilds
from quen.kit.rows import insert
from quen.kit.workspace import workspace
from quen.people.models import Contact, Stay

MARKS_AT_ONCE = 500  # some 85 ms for whoever writes meanwhile
END = 2**63 - 1  # beyond every id
_SOURCE = "leads"
_CHUNK = 500
_COLUMNS = ("contact_id", "became_on", "closed_on", "owner_id", "team_id", "source")
# Days on which a deal was won: with a person, or with a company.
_Won = dict[tuple[str, int], list[date]]


def settle(most: int = MARKS_AT_ONCE) -> int:
    """Read marked people anew, as many as a transaction should hold; gives how many marks were taken."""
    if not LeadMark.objects.exists():
        return 0  # without a transaction: on SQLite it would wait for whoever writes
    with transaction.atomic():
        lock("insights leads")
        columns = ("pk", "kind", "record_id")
        marks = list(LeadMark.objects.order_by("pk").values_list(*columns)[:most])
        people = {record for _pk, kind, record in marks if kind == PERSON}
        firms = {record for _pk, kind, record in marks if kind == FIRM}
        people |= set(
            Contact._base_manager.filter(company__in=firms).values_list("pk", flat=True)
            if firms
            else ()
        )
        whose = sorted(people)
        for at in range(0, len(whose), _CHUNK):
            ids = whose[at : at + _CHUNK]
            Lead.objects.filter(contact_id__in=ids).delete()
            insert(Lead, _COLUMNS, _read(ids))
        LeadMark.objects.filter(pk__in=[pk for pk, _kind, _record in marks]).delete()
    return len(marks)


def _read(ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """The rows of those among these people who are leads."""
    columns = ("pk", "company_id", "owner_id", "team_id", "source", "created_at")
    people = list(
        Contact._base_manager.filter(pk__in=ids, deleted_at=None).values_list(*columns).order_by()
    )
    zone, came = ZoneInfo(workspace().zone), _came(ids)
    won = _won(ids, {company for _pk, company, *_rest in people if company}, zone)
    for pk, company, owner, team, source, added in people:
        at = added if came is None else came.get(pk)
        if at is None:
            continue
        on = at.astimezone(zone).date()
        days = [*won.get((PERSON, pk), ()), *won.get((FIRM, company or 0), ())]
        closed = min((day for day in days if day >= on), default=None)
        yield pk, on, closed, owner, team, source


def _came(ids: Sequence[int]) -> dict[int, datetime] | None:
    """When these people first reached a stage of leads; None where everybody is one who was added."""
    wanted = stage_ids()
    if not wanted:
        return None
    # All their stays, for the database must not look for a stage that half of everybody was in.
    rows = Stay.objects.filter(contact__in=ids).order_by("-entered_at")
    columns = ("contact_id", "stage_id", "entered_at")
    return {pk: at for pk, stage, at in rows.values_list(*columns) if stage in wanted}


def _won(people: Collection[int], firms: Collection[int], zone: ZoneInfo) -> _Won:
    found: _Won = defaultdict(list)
    for closing in CLOSINGS.values():
        for key, ids in ((PERSON, people), (FIRM, firms)):
            rows = closing.rows().filter(**{f"{key}__in": list(ids)}).order_by()
            for pk, at in rows.values_list(f"{key}_id", closing.moment):
                found[key, pk].append(at.astimezone(zone).date())
    return found


@rebuilds("leads")
def rebuild() -> None:
    """Make the table anew, and its triggers, some people in each transaction: whoever writes waits little, and
    what changes meanwhile is marked. Until the end the table is said to be unsettled."""
    with transaction.atomic():
        lock("insights leads")
        record_marking.install(connection)
        Counted.objects.filter(source=_SOURCE).delete()
    last = 0
    while last < END:
        with calm():
            last = _slice(last)
    facts = {"zone": workspace().zone, "shape": _shape(), "at": timezone.now()}
    Counted.objects.update_or_create(source=_SOURCE, defaults=facts)


@transaction.atomic
def _slice(after: int) -> int:
    """Read the next people anew, and forget those between them that are gone; gives the last one's id, END where
    there are no more."""
    lock("insights leads")
    people = Contact._base_manager.filter(pk__gt=after).order_by("pk")
    ids = list(people.values_list("pk", flat=True)[:_CHUNK])
    last = ids[-1] if len(ids) == _CHUNK else END
    Lead.objects.filter(contact_id__gt=after, contact_id__lte=last).delete()
    insert(Lead, _COLUMNS, _read(ids))
    return last


def _shape() -> str:
    return f"leads from {stage_ids()} closed by {sorted(CLOSINGS)}"


def is_unsettled() -> bool:
    """Whether it was never made, is of another zone or rule, or lost a trigger."""
    known = Counted.objects.filter(source=_SOURCE, zone=workspace().zone, shape=_shape())
    return not known.exists() or not record_marking.names(MARKS) <= marking.standing(connection)


def keep_right() -> None:
    """Make it anew where it is unsettled, then read who is marked."""
    if is_unsettled():
        rebuild()
    calmly(settle)


@check("leads")
def leads_are_right() -> Iterator[str]:
    """Every person who became a lead stands in the table, and nobody else."""
    if is_unsettled():
        yield "the leads were not read as a whole: run `quen rebuild leads`."
    elif not LeadMark.objects.exists() and Lead.objects.count() != _number():
        yield "the leads differ from the people: run `quen rebuild leads`."


def _number() -> int:
    rows, wanted = Contact._base_manager.filter(deleted_at=None), stage_ids()
    if not wanted:
        return rows.count()
    return rows.filter(pk__in=Stay.objects.filter(stage__in=wanted).values("contact")).count()
