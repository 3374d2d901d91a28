"""What the tables of this room hold of a person."""

from django.db.models import Q

from quen.kit.privacy import holds_person
from quen.people.privacy import KEEP, whole_rows
from quen.sales.models import Involved


def declare() -> None:
    """Declare the parts that people have in deals (once, at start)."""
    holds_person(Involved, keep=KEEP, **whole_rows(Involved, lambda pk: Q(contact_id=pk)))
