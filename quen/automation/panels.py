"""What runs on a record, beside it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quen.accounts.visibility import may
from quen.automation import telling
from quen.automation.flows import FLOWS
from quen.automation.models import Ask, Run
from quen.automation.reaching import ON
from quen.kit.panels import panel
from quen.kit.records import type_of

SHOWN = 5


def carries(type_key: str) -> None:
    """Let flows go through records of a type, and show on their pages what runs there (once, at start)."""
    ON.append(type_key)
    panel(
        type_key,
        "runs",
        label=_("Automation"),
        template="automation/runs_panel.html",
        needs="automation.view_run",
        facts=runs_on,
        order=60,
    )


def runs_on(record: Any, user: Any) -> dict[str, Any] | None:
    """What runs here with its next step, what is asked, and what may be started; nothing where nothing is."""
    key = type_of(record)
    rows = Run.objects.of_record(key, record.pk).order_by("-id")[:20]
    live = [run for run in rows if run.is_live]
    asks = Ask.objects.filter(type=key, record_id=record.pk, state=Ask.State.OPEN)[:SHOWN]
    may_start = user.can("automation.start_flow") and may(record, user, "change")
    flows = _startable(key, record) if may_start else []
    if not (rows or asks or flows):
        return None
    return {
        "runs": telling.lines_of([*live, *(r for r in rows if not r.is_live)][:SHOWN], user),
        "may_stop": may_start,
        "asks": [
            {"title": one.question, "url": reverse("automation:ask", args=[one.pk])} for one in asks
        ],
        "flows": flows,
    }


def _startable(type_key: str, record: Any) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "url": reverse("automation:flow_start", args=[one.key, record.pk])}
        for one in FLOWS.values()
        if one.by_hand and one.type == type_key
    ]
