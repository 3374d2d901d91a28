"""What can happen to dashboards."""

from dataclasses import field

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("dashboard.created", icon="layout-dashboard", group="audit")
class DashboardCreated:
    name: str

    sentence = _("{actor} made the dashboard {name}")


@event("dashboard.changed", icon="layout-dashboard", group="audit")
class DashboardChanged:
    name: str
    what: str

    sentence = _("{actor} changed the dashboard {name}")


@event("dashboard.deleted", icon="trash", group="audit")
class DashboardDeleted:
    name: str

    sentence = _("{actor} removed the dashboard {name}")


@event("targets.set", icon="target", group="audit")
class TargetsSet:
    measure: str
    period: str
    changes: dict[str, list[str | None]] = field(default_factory=dict)

    sentence = _("{actor} set targets of {measure} for {period}")
