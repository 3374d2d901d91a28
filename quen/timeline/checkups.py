"""What `quen doctor` asks about the log and the work behind the pages."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.utils import timezone

from quen.kit import leases
from quen.kit.doctor import check
from quen.timeline import seals
from quen.timeline.models import Event, Seal

BEHIND = timedelta(minutes=15)
MOST_TOLD = 10


@check("audit log")
def audit_log() -> Iterator[str]:
    """The chain of seals holds."""
    for one in islice(seals.broken(), MOST_TOLD):
        where = f"event {one.event}" if one.event else f"seal {one.seal}"
        yield (
            f"the audit log was tampered with at {where}: {one.why}. Keep this database as evidence, "
            "and compare it with your backups."
        )


@check("sealing")
def sealing() -> Iterator[str]:
    """Events are sealed soon after they happen."""
    newest = Seal.objects.order_by("-last").values_list("last", flat=True).first() or 0
    old = Event.objects.filter(pk__gt=newest, stored_at__lt=timezone.now() - BEHIND)
    if first := old.order_by("pk").first():
        yield (
            f"events since {first.stored_at:%Y-%m-%d %H:%M} UTC are not sealed: see that a worker runs, "
            "and on PostgreSQL that no transaction stays open."
        )


@check("stuck work")
def stuck_work() -> Iterator[str]:
    """Nothing was set aside."""
    for name, work in leases.WORK.items():
        stuck = work.rows.filter(stuck_at__isnull=False)
        if count := stuck.count():
            error = stuck.order_by("-stuck_at").values_list("error", flat=True).first() or ""
            yield (
                f"{count} of {name} were set aside after five tries (the last: "
                f"{error[:120]}): mend the cause, then try again under Settings, Background work."
            )
