"""How this installation is known at Google and Microsoft, so that colleagues can connect calendars there."""

from typing import Any, Self

from django.db import models

from quen.kit import secrets

PURPOSE = "work.calendar-apps"


class CalendarAppQuerySet(models.QuerySet["CalendarApp"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """All for who sets them up."""
        return self if user.can("work.manage_calendars") else self.none()

    def ready(self) -> Self:
        """Those that calendars can be connected with."""
        return self.exclude(client_id="").exclude(secret="")


class CalendarApp(models.Model):
    """`secret` is encrypted; `tenant` is a directory of Microsoft's, empty for everybody's."""

    kind = models.CharField(max_length=12, unique=True)
    client_id = models.CharField(max_length=300, blank=True, default="")
    secret = models.TextField(blank=True, default="")
    tenant = models.CharField(max_length=100, blank=True, default="")

    objects = CalendarAppQuerySet.as_manager()

    @property
    def ready(self) -> bool:
        """Whether calendars can be connected with it."""
        return bool(self.client_id and self.secret)

    def opened_secret(self) -> str:
        """The client secret. Raises kit.secrets.Unopened."""
        return secrets.opened(PURPOSE, self.secret)
