"""What the fault test of flows runs in processes of its own: customers in a flow, workers that are killed."""

import threading
import time
from datetime import timedelta

from django.core.management import call_command

from quen.accounts.actions.users import add_user
from quen.accounts.seeds import add_roles
from quen.automation.actions.starting import start_run
from quen.automation.flows import do, flow
from quen.automation.models import Run, RunStep
from quen.automation.steps import STEPS, Step
from quen.kit import leases, worker
from quen.people.actions.contacts import add_contact
from quen.people.seeds import add_defaults
from quen.work.models import Note

STEPS_EACH = 4


def plan(runs: int) -> None:
    """A fresh database with so many customers at the beginning of a flow of notes."""
    call_command("migrate", verbosity=0)
    add_defaults()
    user = add_user(email="a@quen.test", full_name="A", by=None, roles=[add_roles()["admin"]])
    notes = [do("note.add", text=f"{{record}} {n}") for n in range(STEPS_EACH)]
    one = flow("faults", label="Notes", type="contact", steps=notes)
    for n in range(runs):
        contact = add_contact({"full_name": f"K{n}"}, by=user)
        start_run(one, contact.pk, acts_as=user, entry=str(n))


def work() -> None:
    """A worker whose leases run out after a second, and whose steps dawdle after writing."""
    leases.claim.__kwdefaults__["lease"] = timedelta(seconds=1)
    whole = STEPS["note.add"]

    def slow(record, *, by, **given):
        done = whole.do(record, by=by, **given)
        time.sleep(0.003)
        return done

    STEPS["note.add"] = Step(**{**vars(whole), "do": slow})
    worker.run(threading.Event())


def count() -> None:
    """Print how many notes there are, how many different ones, steps written down, runs left and stuck."""
    notes = list(Note.objects.values_list("text", flat=True))
    logged = RunStep.objects.filter(state="done").count()
    failed = RunStep.objects.filter(state="failed").count()
    print(len(notes), len(set(notes)), logged, failed, Run.objects.live().count())
