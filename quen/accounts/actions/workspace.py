"""The company's own settings."""

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.models import User
from quen.kit import workspace
from quen.kit.models import Workspace
from quen.kit.refused import Refused
from quen.timeline.log import record

CHANGEABLE = frozenset(
    (
        "name",
        "country",
        "language",
        "zone",
        "currency",
        "opens_at",
        "closes_at",
        "working_days",
        "sort_by_given_name",
        "data_owner_id",
        "backups_on",
        "backup_hour",
        "backups_kept",
        "export_limit",
        "export_weekly",
        "customer_word",
        "channels",
        "first_hour",
        "fiscal_month",
    )
)


@transaction.atomic
def change_workspace(*, by: User, **facts: Any) -> Workspace:
    """Change settings; `working_days` are digits, 0 is Monday. Raises Refused for impossible ones."""
    if unknown := set(facts) - CHANGEABLE:
        raise Refused(_("These cannot be changed here: %s.") % ", ".join(sorted(unknown)))
    _check(facts)
    Workspace.objects.get_or_create(pk=1)
    now = Workspace.objects.select_for_update().get(pk=1)
    changes = {
        key: [_told(getattr(now, key)), _told(value)]
        for key, value in facts.items()
        if getattr(now, key) != value
    }
    if not changes:
        return now
    record(events.WorkspaceChanged(changes=changes), on=[by], by=by)
    return workspace.change_workspace(**facts)


def _check(facts: dict[str, Any]) -> None:
    if "name" in facts and not str(facts["name"]).strip():
        raise Refused(_("Give the company a name."), errors={"name": _("This is empty.")})
    if "zone" in facts and facts["zone"] not in available_timezones():
        raise Refused(_("There is no such time zone."), errors={"zone": _("Choose one.")})
    opens, closes = facts.get("opens_at"), facts.get("closes_at")
    if opens and closes and opens >= closes:
        words = _("Work must end after it begins.")
        raise Refused(words, errors={"closes_at": words})
    if not 1 <= facts.get("fiscal_month", 1) <= 12:
        words = _("A year begins with one of its twelve months.")
        raise Refused(words, errors={"fiscal_month": words})
    if "working_days" in facts and not facts["working_days"]:
        words = _("Choose at least one working day.")
        raise Refused(words, errors={"working_days": words})


def _told(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value
