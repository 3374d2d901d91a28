"""What the fault tests run in processes of their own: a job that can be counted, a crowd of threads."""

import json
import threading
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from quen.accounts.actions.users import add_user
from quen.accounts.models import User
from quen.accounts.seeds import add_roles
from quen.fields.events import ViewDeleted
from quen.kit import leases, worker
from quen.kit.models import Heartbeat, Job
from quen.kit.tasks import EVERY, enqueue_many, task
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.models import Contact
from quen.people.seeds import add_defaults
from quen.timeline.log import record
from quen.timeline.models import Delivery, Event
from quen.timeline.readers import reader

THREADS = 8


@task()
def beat(number: int) -> None:
    """Leave a mark; the name is unique, so a second effect would be seen as an error too."""
    time.sleep(0.0005)
    Heartbeat.objects.create(name=f"effect {number}", at=timezone.now())


@task(outside=True)
def last(seconds: float) -> None:
    """Take longer than a lease."""
    time.sleep(seconds)


@reader("tests.hearing", kinds="view.deleted")
def hear(happened: Event) -> None:
    """Leave a mark for a delivery, as `beat` does for a job."""
    time.sleep(0.0005)
    Heartbeat.objects.create(name=f"effect heard {happened.pk}", at=timezone.now())


def plan(jobs: int, deliveries: int) -> None:
    """A fresh database with this much to do."""
    call_command("migrate", verbosity=0)
    enqueue_many(beat, [[n] for n in range(jobs)])
    with transaction.atomic():
        for _n in range(deliveries):
            record(ViewDeleted(name="x"), on=[])


def work() -> None:
    """A worker whose leases run out after a second, until it is killed."""
    leases.LEASE = timedelta(seconds=1)
    leases.claim.__kwdefaults__["lease"] = timedelta(seconds=1)
    worker.run(threading.Event())


def lanes() -> None:
    """A worker has a long job and is given a quick one. Print who was done while the long one went on, what
    another worker could take then, and how often the long one was begun in all."""
    call_command("migrate", verbosity=0)
    EVERY.clear()
    last.enqueue(1.5)
    leases.LEASE = timedelta(seconds=0.5)
    leases.claim.__kwdefaults__["lease"] = timedelta(seconds=0.5)
    stop = threading.Event()
    working = threading.Thread(target=worker.run, args=(stop,))
    working.start()
    time.sleep(0.4)
    beat.enqueue(1)
    time.sleep(0.7)
    open_ones = list(Job.objects.filter(done_at=None).values_list("task", flat=True))
    free = len(leases.claim(Job, owner="another", limit=10))
    stop.set()
    working.join()
    ended = Job.objects.get(task=last.module_path)
    print(json.dumps([open_ones, free, bool(ended.done_at), ended.tries]))


def count() -> None:
    """Print how many effects there are, how many different ones, what is left and what is stuck."""
    effects = Heartbeat.objects.filter(name__startswith="effect").values_list("name", flat=True)
    left = Job.objects.filter(task__endswith="beat", done_at=None).count()
    left += Delivery.objects.filter(reader="tests.hearing", done_at=None).count()
    stuck = [model.objects.filter(stuck_at__isnull=False).count() for model in (Job, Delivery)]
    print(len(effects), len(set(effects)), left, sum(stuck))


def crowd(seconds: float) -> None:
    """Eight threads add and change, eight read; print what came of it as JSON."""
    call_command("migrate", verbosity=0)
    add_defaults()
    user = add_user(email="a@quen.test", full_name="A", by=None, roles=[add_roles()["admin"]])
    shared = add_contact({"full_name": "Shared"}, by=user)
    errors: list[str] = []
    written: list[int] = []
    ends = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_safely, args=(_write, n, user, shared, written, ends, errors))
        for n in range(THREADS)
    ]
    threads += [
        threading.Thread(target=_safely, args=(_read, n, user, shared, written, ends, errors))
        for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shared.refresh_from_db()
    facts = {
        "errors": errors,
        "written": len(written),
        "contacts": Contact.objects.count(),
        "version": shared.version,
    }
    print(json.dumps(facts))


def _safely(work, n, user, shared, written, ends, errors) -> None:
    try:
        work(n, user, shared, written, ends)
    except Exception as error:
        errors.append(repr(error))
    finally:
        connections.close_all()


def _write(n: int, user: User, shared: Contact, written: list[int], ends: float) -> None:
    m = 0
    while time.monotonic() < ends:
        m += 1
        add_contact({"full_name": f"W{n}-{m}"}, by=user)
        change_contact(shared, {"job_title": f"{n}-{m}"}, by=user)
        written.append(n)


def _read(n: int, user: User, shared: Contact, written: list[int], ends: float) -> None:
    while time.monotonic() < ends:
        list(Contact.objects.visible_to(user).order_by("-pk")[:50])
