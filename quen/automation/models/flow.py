"""Whether a flow is on, and in whose name it acts."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class FlowQuerySet(models.QuerySet["Flow"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("automation.manage_flows") else self.none()


class Flow(models.Model):
    """The switch of a flow that stands in code (`quen.automation.flows`) under `key`. Runs that start by
    themselves act in the name of `acts_as`, who switched it on, with the rights they have then."""

    key = models.CharField(max_length=60, unique=True)
    is_on = models.BooleanField(default=False)
    acts_as = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    switched_at = models.DateTimeField(null=True)

    objects = FlowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(acts_as__isnull=False), name="automation_flow_on_by"
            )
        ]
