"""A stage for flows: they come and go with each test, and time passes at once."""

from datetime import datetime

import pytest
from django.utils import timezone

from quen.automation import flows
from quen.automation.actions.running import switch_flow
from quen.automation.actions.starting import start_run
from quen.automation.models import Run
from quen.kit.worker import work_all


@pytest.fixture
def made():
    """Make a flow that goes with the test."""
    keys = []

    def make(key="test.flow", **facts):
        keys.append(key)
        return flows.flow(key, **{"label": "Try", "type": "contact", **facts})

    yield make
    for key in keys:
        flows.FLOWS.pop(key)
    flows.listens()


@pytest.fixture
def switched(made, office):
    """Make a flow that is on, in Giang's name or another's."""

    def make(by=None, **facts):
        one = made(**facts)
        switch_flow(one.key, True, by=by or office.giang)
        return one

    return make


@pytest.fixture
def entered(made, office, contact):
    """Let Binh's customer enter a flow of these steps, in Binh's name; gives the run after its first steps."""

    def enter(*steps, acts_as=None, **facts):
        one = made(steps=steps, **facts)
        run = start_run(one, contact.pk, acts_as=acts_as or office.binh, entry="here")
        work_all()
        run.refresh_from_db()
        return run

    return enter


def later(run: Run, at: datetime | None = None) -> Run:
    """The run as if its time had come."""
    Run.objects.filter(pk=run.pk).update(due_at=at or timezone.now())
    work_all()
    run.refresh_from_db()
    return run
