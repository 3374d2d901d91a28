"""Exports are told to the audit before the first row leaves."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.conditions import Node
from quen.fields.exporting import FORMATS, exported
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.timeline.log import record


def export(type_key: str, nodes: Sequence[Node], form: str, *, by: User) -> Iterator[bytes]:
    """The file in pieces, of what `by` may see and export. Raises Refused for an unknown form."""
    if form not in FORMATS:
        raise Refused(_("The form is csv, xlsx or json."))
    known = TYPES[type_key]
    rows = known.visible_to(by, "export").order_by()
    for node in nodes:
        rows = rows.filter(node.q())
    with transaction.atomic():
        told = events.ExportMade(object=str(known.plural), rows=rows.count(), form=form)
        record(told, on=[by], by=by)
    return exported(type_key, by, nodes, form)
