"""The lease mechanism under jobs, deliveries and the outbox."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from quen.kit import leases, worker
from quen.kit.models import Heartbeat, Job, Schedule
from quen.kit.tasks import EVERY, Every, enqueue_once, task, tick_clock

pytestmark = pytest.mark.django_db


@task()
def beat(name: str) -> None:
    """A job with an effect one can count."""
    Heartbeat.objects.create(name=name, at=timezone.now())


@task()
def fail(name: str) -> None:
    Heartbeat.objects.create(name=name, at=timezone.now())
    raise ValueError("no luck")


@task(outside=True)
def read_long(seconds: float) -> None:
    """What takes its time, beside the others."""
    time.sleep(seconds)


@task()
def hopeless() -> None:
    raise leases.GiveUp("never")


def test_a_job_runs_once_and_is_ticked_off():
    beat.enqueue("a")
    assert worker.work_all() == 1
    assert Heartbeat.objects.filter(name="a").count() == 1
    assert Job.objects.get().done_at
    assert worker.work_all() == 0


def test_two_workers_never_claim_the_same_row():
    for n in range(5):
        beat.enqueue(f"b{n}")
    first = leases.claim(Job, owner="one", limit=3)
    second = leases.claim(Job, owner="two", limit=10)
    assert {j.pk for j in first}.isdisjoint(j.pk for j in second)
    assert len(first) + len(second) == 5


def test_a_lost_worker_s_rows_come_back_and_it_cannot_tick_them_any_more():
    beat.enqueue("c")
    lost = leases.claim(Job, owner="one", limit=1, lease=timedelta(seconds=-1))[0]
    taken = leases.claim(Job, owner="two", limit=1)[0]
    assert taken.pk == lost.pk
    with pytest.raises(leases.LostLease):
        leases._tick(Job, [lost])
    leases._tick(Job, [taken])
    assert Job.objects.get().done_at


def test_a_failing_job_leaves_no_effects_and_does_not_take_its_neighbours_along():
    beat.enqueue("d1")
    fail.enqueue("d2")
    beat.enqueue("d3")
    worker.work_all()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"d1", "d3"}
    waiting = Job.objects.get(done_at=None)
    assert "no luck" in waiting.error
    assert waiting.due_at > timezone.now()


def test_a_job_is_set_aside_after_five_tries_and_can_be_given_new_ones():
    fail.enqueue("e")
    for _ in range(leases.MOST_TRIES):
        Job.objects.update(due_at=timezone.now())
        worker.work_all()
    job = Job.objects.get()
    assert job.stuck_at
    assert job.due_at is None
    assert leases.again(Job.objects.all()) == 1
    assert Job.objects.get().tries == 0


def test_work_that_can_never_succeed_is_set_aside_at_once():
    hopeless.enqueue()
    worker.work_all()
    assert Job.objects.get().stuck_at


def test_a_later_job_waits_for_its_time():
    beat.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("f")
    assert worker.work_all() == 0


def test_a_keyed_job_is_made_once():
    assert enqueue_once(beat, "key-1", "g")
    assert not enqueue_once(beat, "key-1", "g")
    assert Job.objects.count() == 1


def test_the_clock_enqueues_each_due_time_once(monkeypatch):
    monkeypatch.setitem(EVERY, "x", Every("x", beat.module_path, timedelta(minutes=5)))
    now = timezone.now() + timedelta(days=1)
    before = tick_clock(now)
    assert before >= 1
    assert tick_clock(now) == 0
    assert Schedule.objects.get(key="x").due_at == now + timedelta(minutes=5)


def test_what_goes_on_already_is_not_begun_again_by_the_clock(monkeypatch):
    monkeypatch.setitem(EVERY, "x", Every("x", beat.module_path, timedelta(minutes=5)))
    monkeypatch.setattr("quen.kit.tasks.EVERY", {"x": EVERY["x"]})
    now = timezone.now()
    assert [tick_clock(now), tick_clock(now + timedelta(minutes=5))] == [1, 0]
    Job.objects.update(due_at=now + timedelta(minutes=30))  # it failed, and waits for its next try
    assert tick_clock(now + timedelta(minutes=11)) == 1


def test_each_job_is_in_one_lane():
    beat.enqueue("i")
    read_long.enqueue(0)
    assert [row.task for row in leases.WORK["jobs"].rows] == [beat.module_path]
    assert [row.task for row in leases.WORK["long_jobs"].rows] == [read_long.module_path]
    assert worker.work_all() == 2


def test_done_rows_are_swept_after_a_while():
    beat.enqueue("h")
    worker.work_all()
    assert leases.sweep(Job, older_than=timedelta(days=7)) == 0
    Job.objects.update(done_at=timezone.now() - timedelta(days=8))
    assert leases.sweep(Job, older_than=timedelta(days=7)) == 1
