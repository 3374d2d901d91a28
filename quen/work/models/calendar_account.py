"""A colleague's calendar on another server, which events stand in both, and what was done about them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quen.kit import secrets

PURPOSE = "work.calendar-accounts"


class CalendarAccountQuerySet(models.QuerySet["CalendarAccount"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """One's own alone, while it is connected."""
        return self.filter(user=user, let_go_at=None)


class CalendarAccount(models.Model):
    """`calendar_url` is empty until a calendar of the account was chosen: its address, or its id at Google
    and Microsoft. `mark` is what the server calls the state that we know (ctag, sync token, delta link);
    `listed_at` is when everything there was last listed. `error` is in words; `failures` in a row make the next run later. Who holds
    `busy_until` is at work. One that was let go keeps which events are which, for when the same calendar
    (`former_url`) is connected again: nothing comes twice then.

    At Google and Microsoft `password` is the lasting permission (refresh token), `grant` the code that
    brings it the first time, `access` what opens the calendar until `access_until`; all are encrypted.
    Who holds `renewing_until` is asking for the next. `consent_lost_at`: only the colleague can help."""

    class Kind(models.TextChoices):
        CALDAV = "caldav", "CalDAV"
        GOOGLE = "google", _("Google Calendar")
        MICROSOFT = "microsoft", "Microsoft 365"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_account"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CALDAV)
    url = models.CharField(max_length=500, blank=True, default="")
    username = models.CharField(max_length=254, blank=True, default="")
    password = models.TextField(blank=True, default="")
    grant = models.TextField(blank=True, default="")
    access = models.TextField(blank=True, default="")
    access_until = models.DateTimeField(null=True)
    renewing_until = models.DateTimeField(null=True)
    consent_lost_at = models.DateTimeField(null=True)
    calendars = models.JSONField(default=list)
    calendar_url = models.CharField(max_length=500, blank=True, default="")
    calendar_name = models.CharField(max_length=200, blank=True, default="")
    mark = models.TextField(blank=True, default="")
    listed_at = models.DateTimeField(null=True)
    remote_count = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    failures = models.PositiveSmallIntegerField(default=0)
    synced_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, db_index=True)
    busy_until = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)
    former_url = models.CharField(max_length=500, blank=True, default="")

    objects = CalendarAccountQuerySet.as_manager()

    def secret(self) -> str:
        """The password, or the lasting permission. Raises kit.secrets.Unopened."""
        return secrets.opened(PURPOSE, self.password)


class CalendarLink(models.Model):
    """One event of the calendar. `task` is empty for what stays there alone (series, whole days), which
    only keeps its hours busy. `base` are the facts that both sides agreed on last, at `version` of the task
    and under `etag` of the server."""

    account = models.ForeignKey(CalendarAccount, on_delete=models.CASCADE, related_name="links")
    task = models.OneToOneField(
        "work.Task", null=True, on_delete=models.CASCADE, related_name="calendar_link"
    )
    href = models.CharField(max_length=600)
    uid = models.CharField(max_length=255)
    etag = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    base = models.JSONField(default=dict)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "href"], name="work_calendarlink_href"),
            models.UniqueConstraint(fields=["account", "uid"], name="work_calendarlink_uid"),
        ]


class BusyTime(models.Model):
    """Hours that an event of another calendar keeps busy; made anew when the event changes."""

    link = models.ForeignKey(CalendarLink, on_delete=models.CASCADE, related_name="busy")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "starts_at"], name="work_busytime_when")]


class CalendarTrace(models.Model):
    """What was done about an event, and what was given up for it (`lost`)."""

    account = models.ForeignKey(CalendarAccount, on_delete=models.CASCADE, related_name="traces")
    at = models.DateTimeField()
    uid = models.CharField(max_length=255)
    title = models.CharField(max_length=200, blank=True, default="")
    what = models.CharField(max_length=24)
    lost = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="work_calendartrace_new")]
