"""Work that was set aside gets new tries, because a person says so."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.kit import leases
from quen.kit.refused import Refused
from quen.timeline.events import WorkRetried
from quen.timeline.log import record


@transaction.atomic
def retry_work(source: str, *, by: Any, ids: Collection[int] | None = None) -> int:
    """Give set-aside rows of a source (all, or those of `ids`) five new tries; gives how many.

    Raises Refused for an unknown source, and where none was set aside.
    """
    known = leases.WORK.get(source)
    if known is None:
        raise Refused(_("There is no such work."))
    count = leases.again(known.rows if ids is None else known.rows.filter(pk__in=list(ids)))
    if not count:
        raise Refused(_("Nothing of this was set aside any more."))
    record(WorkRetried(source=source, count=count), on=[by], by=by)
    return count
