"""How the work behind the pages stands: what waits, what was set aside, who is alive."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from quen.kit import days, leases
from quen.kit.models import Heartbeat, Schedule

MOST = 50
SILENCE = timedelta(minutes=1)
LATE = timedelta(hours=1)


def sources(user: Any) -> list[dict[str, Any]]:
    """Each source of work: how many rows wait, how long the oldest is late, and what is stuck."""
    return [_source(name, work, user) for name, work in leases.WORK.items()]


def _source(name: str, work: leases.Work, user: Any) -> dict[str, Any]:
    rows = work.rows
    due = rows.filter(due_at__lte=timezone.now())
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    stuck = list(rows.filter(stuck_at__isnull=False).order_by("-stuck_at")[: MOST + 1])
    return {
        "name": name,
        "label": _label(name),
        "waiting": due.count(),
        "oldest": _ago(oldest, user) if oldest else "",
        "stuck": [_stuck(row, user) for row in stuck[:MOST]],
        "more": len(stuck) > MOST,
    }


def _stuck(row: Any, user: Any) -> dict[str, Any]:
    what = next((str(v) for k in ("task", "reader", "recipient") if (v := getattr(row, k, ""))), "")
    return {
        "pk": row.pk,
        "what": what or f"{type(row).__name__} {row.pk}",
        "error": row.error or _("It gave no reason."),
        "since": _ago(row.stuck_at, user),
        "tries": row.tries,
    }


def workers(user: Any) -> list[dict[str, Any]]:
    """Processes that say they are alive; silent for a minute is dead. At most 20, newest first."""
    now = timezone.now()
    return [
        {"name": beat.name, "seen": _ago(beat.at, user), "alive": beat.at > now - SILENCE}
        for beat in Heartbeat.objects.order_by("-at")[:20]
    ]


def clock(user: Any) -> list[dict[str, Any]]:
    """Periodic jobs: when each ran last, and whether the clock is an hour late with it."""
    now = timezone.now()
    return [
        {
            "name": one.key.rpartition(".")[2].replace("_", " "),
            "ran": _ago(one.ran_at, user) if one.ran_at else _("not yet"),
            "late": one.due_at < now - LATE,
        }
        for one in Schedule.objects.order_by("key")
    ]


def _label(name: str) -> str:
    known = {
        "jobs": _("Jobs"),
        "long_jobs": _("Long jobs"),
        "runs": _("Flows"),
        "deliveries": _("Readers of events"),
        "outbox": _("Outbox"),
        "views": _("Followed views"),
    }
    return known.get(name, name)


def _ago(moment: Any, user: Any) -> str:
    era = "buddhist" if user.buddhist_years else "common"
    return days.ago(moment, timezone.now(), user.language, user.zone, era)
