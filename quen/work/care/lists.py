"""Care plans as the settings show them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.automation.telling import kinds_words
from quen.kit.records import TYPES
from quen.work.models import CareLine, CarePlan


def plan_lines(plans: Iterable[CarePlan], user: Any) -> list[dict[str, Any]]:
    """Each plan with its lines; the lines come with the plans."""
    return [
        {
            "pk": plan.pk,
            "label": plan.label,
            "about": _about(plan),
            "on": plan.is_on,
            "starts": plan.starts_on,
            "lines": [_line(one) for one in plan.lines.all()],
        }
        for plan in plans
    ]


def _about(plan: CarePlan) -> str:
    said = [str(TYPES[plan.type].label)]
    said.append(_("starts on: %s") % kinds_words([plan.starts_on]) if plan.starts_on else _("by hand"))  # fmt: skip
    said += [_("stops when the customer answers")] if plan.stops_on_answer else []
    said += [_("the customer follows it")] if plan.is_shown else []
    return " · ".join(said)


def _line(line: CareLine) -> dict[str, Any]:
    if line.working:
        when = ngettext("after %d working day", "after %d working days", line.days) % line.days
    else:
        when = ngettext("after %d day", "after %d days", line.days) % line.days
    said = [when if line.days else _("at once"), str(line.get_kind_display())]
    return {"pk": line.pk, "label": line.label, "about": " · ".join(said), "kind": line.kind}
