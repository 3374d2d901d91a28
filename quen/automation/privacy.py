"""What automation holds of a person: what ran on them, and what was asked about them."""

from django.db.models import Q

from quen.automation.models import Ask, Ear, Flow, Run, RunStep, Seat, StandIn
from quen.kit.privacy import holds_nobody, holds_person
from quen.people.privacy import KEEP, whole_rows


def declare() -> None:
    """Declare the tables of this room (once, at start)."""
    # What was asked goes before the runs that asked it, and what was done with the run.
    holds_person(Ask, keep=KEEP, **whole_rows(Ask, lambda pk: Q(type="contact", record_id=pk)))
    of_run = lambda pk: Q(run__type="contact", run__record_id=pk)  # noqa: E731
    holds_person(RunStep, keep=KEEP, **whole_rows(RunStep, of_run))
    holds_person(Run, keep=KEEP, **whole_rows(Run, lambda pk: Q(type="contact", record_id=pk)))
    holds_nobody(Flow, Seat, StandIn, Ear)
