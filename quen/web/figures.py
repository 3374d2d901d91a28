"""What home shows: the loop with its counts and conversions, and today's numbers.

Each figure is asked with a time limit and kept for a minute; one that takes longer is left out and
says so, rather than holding up the page.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from quen.kit.db import TooSlow, time_limit
from quen.kit.workspace import today
from quen.people.models import Contact, Stay
from quen.people.staging import stages
from quen.sales.models import Deal
from quen.work.models import Task

DAYS = 90
KEPT_SECONDS = 60
LIMIT_MS = 400
LOOPS = ("reach", "acquire", "convert", "retain", "loyalty")
SCOPES = ("own", "team", "all")
_kept: dict[Any, tuple[float, Any]] = {}


@dataclass(frozen=True)
class Loop:
    """Contacts in one of the five stages now; the share of those who entered it in the last 90 days and
    went on to the next since, and the same of the 90 days before, as it stood when they ended (None:
    nobody entered, or it took too long)."""

    key: str
    count: int | None
    rate: float | None
    before: float | None


def loop(user: Any, scope: str) -> list[Loop]:
    """The five stages for what the user may see, narrowed to a scope."""
    return kept(("loop", user.pk, scope), lambda: _loop(user, scope)) or [
        Loop(key, None, None, None) for key in LOOPS
    ]


def _loop(user: Any, scope: str) -> list[Loop]:
    rows = scoped(Contact.objects.visible_to(user), user, scope)
    by_stage = dict(rows.order_by().values_list("stage_id").annotate(n=Count("pk")))
    counts = {key: sum(by_stage.get(s.pk, 0) for s in stages() if s.loop == key) for key in LOOPS}
    now = timezone.now()
    return [Loop(key, counts[key], *_rates(rows, key, now)) for key in LOOPS]


def _rates(rows: QuerySet, key: str, now: datetime) -> tuple[float | None, float | None]:
    """Of those who entered a stage, the share that entered the next of the loop later, within the same
    90 days; now and before."""
    since = now - timedelta(days=DAYS)
    onward = LOOPS[(LOOPS.index(key) + 1) % len(LOOPS)]
    seen = Exists(rows.filter(pk=OuterRef("contact")))
    entered = Stay.objects.filter(seen, stage_id__in=_ids(key), entered_at__lte=now)
    went = Stay.objects.filter(
        contact=OuterRef("contact"),
        stage_id__in=_ids(onward),
        entered_at__gte=OuterRef("entered_at"),
    )
    begin = since - timedelta(days=DAYS)
    try:
        with time_limit(LIMIT_MS):
            latest = _share(entered.filter(entered_at__gte=since), went)
            earlier = entered.filter(entered_at__gte=begin, entered_at__lt=since)
            return latest, _share(earlier, went.filter(entered_at__lt=since))
    except TooSlow:
        return None, None


def _share(entered: QuerySet, went: QuerySet) -> float | None:
    told = entered.order_by().aggregate(
        n=Count("contact", distinct=True),
        on=Count("contact", distinct=True, filter=Q(Exists(went))),
    )
    return told["on"] / told["n"] if told["n"] else None


def _ids(key: str) -> list[int]:
    return [s.pk for s in stages() if s.loop == key]


def scoped(rows: QuerySet, user: Any, scope: str) -> QuerySet:
    """Narrow what one may see to one's own, or one's team's."""
    if scope == "own":
        return rows.filter(owner=user)
    if scope == "team" and user.team_id:
        return rows.filter(team_id__in=user.team_tree())
    return rows


@dataclass(frozen=True)
class Numbers:
    """Today's numbers; money by currency, never added across currencies."""

    new_today: int
    new_before: int
    due: int
    overdue: int
    open_value: dict[str, Decimal]
    won_value: dict[str, Decimal]
    won: int
    lost: int


def numbers(user: Any, scope: str) -> Numbers | None:
    """Counts of today and this month; None where the database took too long."""
    return kept(("numbers", user.pk, scope), lambda: _numbers(user, scope))


def _numbers(user: Any, scope: str) -> Numbers:
    now = timezone.now()
    day = now - timedelta(hours=24)
    contacts = scoped(Contact.objects.visible_to(user), user, scope).order_by()
    deals: Any = scoped(Deal.objects.visible_to(user), user, scope).order_by()
    tasks = scoped(Task.objects.visible_to(user).open(), user, scope).order_by()
    closed = deals.filter(closed_at__gte=now - timedelta(days=30))
    ended = dict(closed.values_list("state").annotate(n=Count("pk")))
    return Numbers(
        new_today=contacts.filter(created_at__gte=day).count(),
        new_before=contacts.filter(
            created_at__gte=day - timedelta(days=1), created_at__lt=day
        ).count(),
        due=tasks.filter(due_on=today()).count(),
        overdue=tasks.filter(due_on__lt=today()).count(),
        open_value=_money(deals.open()),
        won_value=_money(closed.filter(state="won")),
        won=ended.get("won", 0),
        lost=ended.get("lost", 0),
    )


def _money(rows: QuerySet) -> dict[str, Decimal]:
    return dict(rows.values_list("currency").annotate(total=Sum("amount")))


def kept(key: Any, ask: Callable[[], Any]) -> Any:
    """The figure, asked at most once a minute; None where it runs into the time limit."""
    found = _kept.get(key)
    if found is None or found[0] < time.monotonic():
        try:
            with time_limit(4 * LIMIT_MS):
                value = ask()
        except TooSlow:
            value = None
        if len(_kept) > 2_000:
            _kept.clear()
        _kept[key] = found = (time.monotonic() + KEPT_SECONDS, value)
    return found[1]


def forget_figures() -> None:
    """Ask anew (between tests)."""
    _kept.clear()
