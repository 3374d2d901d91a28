"""What is printed leaves the house on paper: it is told to the audit like a file."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.alarming import watch_exports
from quen.fields.actions.exports import needs_approval
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.timeline.log import record

MOST_ROWS = 1_000
FORM = "print"


@transaction.atomic
def print_list(type_key: str, rows: int, *, by: User) -> None:
    """Tell that so many rows were printed. Raises Refused where the data owner would have to approve."""
    if needs_approval(rows, by):
        words = _(
            "So many rows need a word of the data owner: narrow the list, or export it instead."
        )
        raise Refused(words)
    told = events.ExportMade(object=str(TYPES[type_key].plural), rows=rows, form=FORM)
    record(told, on=[by], by=by)
    watch_exports(by)


@transaction.atomic
def print_record(it: Any, *, by: User) -> None:
    """Tell that the page of a record was printed."""
    record(events.RecordPrinted(), on=[it], by=by)
