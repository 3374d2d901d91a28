"""The one lease mechanism under deliveries, jobs and the outbox.

A row waits until `due_at`. A worker claims a batch in one statement, which moves `due_at` to the end
of the lease and stamps a fencing number. Whoever ticks the row off must still hold that number, so a
worker that was taken for dead cannot tick, and its effects roll back with the same transaction.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

log = logging.getLogger(__name__)
BACKOFF = (60, 300, 1800, 7200, 21600)
MOST_TRIES = 5
LEASE = timedelta(seconds=55)
# Long enough to spread the cost of a commit, short enough that SQLite's other writers hardly wait.
SLICE_SECONDS = 0.05


class LostLease(RuntimeError):
    """Another worker took the row over while we were slow; our effects must roll back."""


class GiveUp(Exception):
    """The work can never succeed: set the row aside without further tries."""


class Leased(models.Model):
    """A row of work. `due_at` is NULL when it is done or set aside."""

    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fence = models.BigIntegerField(default=0)
    owner = models.CharField(max_length=60, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    stuck_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    # Work that is not over says so: it is taken up again at the `due_at` it sets, or when somebody sets one.
    rests = False

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="%(app_label)s_%(class)s_due",
            ),
            models.Index(
                fields=["stuck_at"],
                condition=Q(stuck_at__isnull=False),
                name="%(app_label)s_%(class)s_stuck",
            ),
            models.Index(
                fields=["done_at"],
                condition=Q(done_at__isnull=False),
                name="%(app_label)s_%(class)s_done",
            ),
        ]


Row = TypeVar("Row", bound=Leased)


@dataclass(frozen=True)
class Work:
    """A source of leased rows: their model, what to do with one, and what it needs prepared.

    `inside` work has effects in this database only and commits together with its tick; other work
    (network) runs outside a transaction, one row at a time, and must be harmless when repeated.
    `broke(row, error)` is told of a try that failed; it calls `failed`. `only` says which rows
    of the model it takes. Work of different lanes goes on side by side (quen.kit.worker); what is `long`
    keeps its lease for as long as it takes.
    """

    name: str
    model: type[Leased]
    do: Callable[[Any], Any]
    inside: Callable[[Any], bool] = lambda row: True
    prepare: Callable[[Sequence[Any]], None] = lambda rows: None
    batch: int = 200
    broke: Callable[[Any, Exception], None] = lambda row, error: failed(row, error)  # noqa: PLW0108
    only: Callable[[], Q] = Q
    lane: str = "main"
    long: bool = False

    @property
    def rows(self) -> models.QuerySet[Any]:
        """All its rows, whatever became of them."""
        return self.model._base_manager.filter(self.only())


WORK: dict[str, Work] = {}


def work(name: str, **facts: Any) -> Work:
    """Lend a source of work to the worker. Raises ValueError where the name is taken."""
    if name in WORK:
        raise ValueError(f"the work {name} exists already")
    WORK[name] = Work(name=name, **facts)
    return WORK[name]


def claim(
    model: type[Row], *, owner: str, limit: int, lease: timedelta = LEASE, only: Q | None = None
) -> list[Row]:
    """Take up to `limit` due rows for the length of `lease`; two workers never get the same row."""
    now, fence = timezone.now(), time.time_ns()
    table = connection.ops.quote_name(model._meta.db_table)
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    adapt = connection.ops.adapt_datetimefield_value
    columns = ", ".join(
        connection.ops.quote_name(str(f.column)) for f in model._meta.concrete_fields
    )
    due = model._base_manager.filter(only or Q(), due_at__isnull=False, due_at__lte=now)
    first, given = due.order_by("due_at", "pk").values("pk")[:limit].query.sql_with_params()
    sql = (
        f"UPDATE {table} SET due_at = %s, fence = %s, owner = %s, tries = tries + 1 "  # noqa: S608
        f"WHERE id IN ({first} {skip}) RETURNING {columns}"
    )
    params = [adapt(now + lease), fence, owner[:60], *given]
    return sorted(model._base_manager.raw(sql, params), key=lambda row: row.pk)


def run_batch(source: Work, *, owner: str) -> int:
    """Claim one batch and do it; gives how many rows were taken."""
    rows = claim(source.model, owner=owner, limit=source.batch, only=source.only())
    if not rows:
        return 0
    source.prepare(rows)
    inside = [row for row in rows if source.inside(row)]
    for slice_ in _slices(inside, source):
        _one_by_one(slice_, source)
    for row in rows:
        if not source.inside(row):
            _outside(row, source)
    return len(rows)


def _slices(rows: list[Any], source: Work) -> Iterator[list[Any]]:
    """Do rows many to a transaction; yield those slices that failed and were rolled back.

    One bad row takes its neighbours' slice along, so the caller repeats these each on its own.
    """
    at = 0
    while at < len(rows):
        reached = [at]
        try:
            with transaction.atomic():
                _do_some(rows, reached, source)
                _tick(source.model, rows[at : reached[0]])
        except Exception:
            reached[0] = max(reached[0], at + 1)
            yield rows[at : reached[0]]
        at = reached[0]


def _do_some(rows: list[Any], reached: list[int], source: Work) -> None:
    """Do rows until the slice's time is over; `reached` tells how far, also when one raises."""
    ends = time.monotonic() + SLICE_SECONDS
    while reached[0] < len(rows) and time.monotonic() < ends:
        reached[0] += 1
        source.do(rows[reached[0] - 1])


def _one_by_one(rows: Sequence[Any], source: Work) -> None:
    for row in rows:
        try:
            with transaction.atomic():
                source.do(row)
                _tick(source.model, [row])
        except LostLease:
            continue
        except Exception as error:
            source.broke(row, error)


def _outside(row: Any, source: Work) -> None:
    try:
        if source.long:
            with _held(row):
                source.do(row)
        else:
            source.do(row)
        _tick(source.model, [row])
    except LostLease:
        return
    except Exception as error:
        source.broke(row, error)


@contextmanager
def _held(row: Any) -> Iterator[None]:
    """Nobody else takes the row over, however long this takes; a worker that dies lets go of it."""
    over = threading.Event()
    keeper = threading.Thread(target=_hold, args=(row, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _hold(row: Any, over: threading.Event) -> None:
    mine = type(row)._base_manager.filter(pk=row.pk, fence=row.fence, done_at=None)
    while not over.wait(LEASE.total_seconds() / 2):
        try:
            mine.update(due_at=timezone.now() + LEASE)
        except DatabaseError:
            log.warning("the lease of %s %s was not renewed", type(row).__name__, row.pk)
        finally:
            connection.close()


def _tick(model: type[Leased], rows: Sequence[Any]) -> None:
    """Mark rows as done, or lay those down that rest. Raises LostLease where one is no longer ours."""
    for row in rows:
        if row.rests:
            _lay_down(row)
    over = [row for row in rows if not row.rests]
    if not over:
        return
    mine = model._base_manager.filter(
        pk__in=[row.pk for row in over], fence=over[0].fence, done_at=None
    )
    if mine.update(done_at=timezone.now(), due_at=None, error="") != len(over):
        raise LostLease(f"{model.__name__} {over[0].pk}")


def _lay_down(row: Any) -> None:
    mine = type(row)._base_manager.filter(pk=row.pk, fence=row.fence, done_at=None)
    if not mine.update(due_at=row.due_at, tries=0, error=""):
        raise LostLease(f"{type(row).__name__} {row.pk}")


def failed(row: Any, error: Exception) -> None:
    """Put the row back with a longer wait, or set it aside after five tries."""
    words = f"{type(error).__name__}: {error}"[:2000]
    mine = type(row)._base_manager.filter(pk=row.pk, fence=row.fence, done_at=None)
    if row.tries >= MOST_TRIES or isinstance(error, GiveUp):
        mine.update(due_at=None, stuck_at=timezone.now(), error=words)
        return
    wait = timedelta(seconds=BACKOFF[min(row.tries, len(BACKOFF)) - 1])
    mine.update(due_at=timezone.now() + wait, error=words)


def again(rows: models.QuerySet[Any]) -> int:
    """Give rows that were set aside five new tries; gives how many."""
    return rows.filter(stuck_at__isnull=False).update(
        due_at=timezone.now(), stuck_at=None, tries=0, error=""
    )


def sweep(model: type[Leased], *, older_than: timedelta) -> int:
    """Delete rows done long ago, in small batches; gives how many went."""
    old = model._base_manager.filter(done_at__lt=timezone.now() - older_than)
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:1000]):
        gone += model._base_manager.filter(pk__in=ids).delete()[0]
    return gone
