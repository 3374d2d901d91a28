"""Django's Tasks API over the house's leases, so that a job commits with the change that asks for it.

from quen.kit.tasks import task, every

@task()
def tidy_up(contact_id: int) -> None: ...

tidy_up.enqueue(42)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks import task as django_task
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task

from quen.kit import leases
from quen.kit.models import Job, Schedule

OUTSIDE: set[str] = set()


@dataclass(frozen=True)
class Every:
    """A periodic job: its task's path and how often it runs."""

    key: str
    task: str
    wait: timedelta


EVERY: dict[str, Every] = {}


def task(*, outside: bool = False, **facts: Any) -> Callable[[Callable[..., Any]], Any]:
    """Declare a job. One that is `outside` (network, or long) has no transaction around it and may run twice."""

    def declare(function: Callable[..., Any]) -> Any:
        if outside:
            OUTSIDE.add(f"{function.__module__}.{function.__qualname__}")
        return django_task(**facts)(function)

    return declare


def every(**wait: float) -> Callable[[Any], Any]:
    """Run a declared task again and again: `@every(minutes=5)` above `@task()`."""

    def schedule(declared: Any) -> Any:
        path = declared.module_path
        EVERY[path] = Every(path, path, timedelta(**wait))
        return declared

    return schedule


class LeaseBackend(BaseTaskBackend):
    """Keeps tasks as Job rows, written in the caller's own transaction."""

    supports_defer = True
    supports_priority = True
    supports_get_result = True
    supports_async_task = False

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        job = Job.objects.create(
            task=task.module_path,
            args=list(args),
            kwargs=kwargs,
            queue=task.queue_name,
            priority=task.priority,
            due_at=task.run_after or timezone.now(),
        )
        return self._result(job, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        job = Job.objects.get(pk=result_id)
        return self._result(job, import_string(job.task))

    def _result(self, job: Job, task: Task[..., Any]) -> TaskResult[Any]:
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(job.pk),
            status=_status(job),
            enqueued_at=job.created_at,
            started_at=None,
            finished_at=job.done_at or job.stuck_at,
            last_attempted_at=None,
            args=job.args,
            kwargs=job.kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[job.owner] if job.owner else [],
        )
        object.__setattr__(result, "_return_value", job.result)
        return result


def enqueue_once(declared: Task[..., Any], key: str, *args: Any, **kwargs: Any) -> bool:
    """Enqueue unless a job of this key was made before; says whether it was new."""
    try:
        with transaction.atomic():
            Job.objects.create(
                task=declared.module_path,
                args=list(args),
                kwargs=kwargs,
                key=key,
                due_at=timezone.now(),
            )
    except IntegrityError:
        return False
    return True


def enqueue_many(declared: Task[..., Any], calls: list[list[Any]]) -> None:
    """Enqueue one job for each list of arguments, in batches."""
    now = timezone.now()
    jobs = (Job(task=declared.module_path, args=args, due_at=now) for args in calls)
    Job.objects.bulk_create(jobs, batch_size=500)


def tick_clock(now: datetime | None = None) -> int:
    """Enqueue what is due by the clock; each due time once, however many tick."""
    now = now or timezone.now()
    due = {s.key: s for s in Schedule.objects.all()}
    enqueued = 0
    for one in EVERY.values():
        schedule = due.get(one.key)
        if schedule is None:
            schedule, _ = Schedule.objects.get_or_create(key=one.key, defaults={"due_at": now})
        if schedule.due_at <= now:
            enqueued += _enqueue_due(one, schedule, now)
    return enqueued


@transaction.atomic
def _enqueue_due(one: Every, schedule: Schedule, now: datetime) -> int:
    moved = Schedule.objects.filter(pk=schedule.pk, due_at=schedule.due_at)
    if not moved.update(due_at=now + one.wait, ran_at=now):
        return 0
    # What still waits or goes on is not piled up; one that failed and waits for its next try is no reason.
    if Job.objects.filter(task=one.task, due_at__lte=now + leases.LEASE).exists():
        return 0
    Job.objects.create(task=one.task, due_at=now)
    return 1


@lru_cache(maxsize=1024)
def _declared(path: str) -> Task[..., Any]:
    found: Task[..., Any] = import_string(path)
    return found


def _do(job: Job) -> None:
    _declared(job.task).func(*job.args, **job.kwargs)


def _status(job: Job) -> TaskResultStatus:
    if job.done_at:
        return TaskResultStatus.SUCCESSFUL
    if job.stuck_at:
        return TaskResultStatus.FAILED
    return TaskResultStatus.RUNNING if job.tries else TaskResultStatus.READY


leases.work("jobs", model=Job, do=_do, only=lambda: ~Q(task__in=OUTSIDE))
# One at a time, beside the others: a job that reads a million rows, or waits for a calendar far away, holds up
# neither mail nor what follows a click.
leases.work(
    "long_jobs",
    model=Job,
    do=_do,
    inside=lambda job: False,
    only=lambda: Q(task__in=OUTSIDE),
    batch=1,
    lane="long",
    long=True,
)
