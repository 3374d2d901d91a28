"""The spine: what happened, on which records, and who still has to hear of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quen.kit.leases import Leased


class Event(models.Model):
    """A typed fact in the past tense. Never changed; erasure may empty `data` and `salt` only."""

    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    stored_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    via = models.CharField(max_length=16, default="web")
    subject_type = models.CharField(max_length=24, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    because = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="effects", db_index=False
    )
    depth = models.PositiveSmallIntegerField(default=0)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    transaction = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-at"], name="timeline_event_kind"),
            models.Index(fields=["actor", "-at"], name="timeline_event_actor"),
            models.Index(fields=["-at", "-id"], name="timeline_event_at"),
        ]


class EventLink(models.Model):
    """Puts an event on a record's timeline; `data` holds what differs per record in bulk changes.

    `stood` is the record it stood on before a merge moved it (law 5).
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="links")
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    at = models.DateTimeField()
    data = models.JSONField(null=True)
    stood = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["type", "record_id", "-at", "-event"], name="timeline_link_record"
            ),
        ]


class LastEvent(models.Model):
    """When a kind of event last happened to a record: makes "has done X within" one look-up.

    A projection of links and events; `timeline.last.rebuild()` makes it anew.
    """

    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "record_id", "kind"], name="timeline_last_event_unique"
            )
        ]
        indexes = [
            models.Index(
                fields=["type", "kind", "at", "record_id"], name="timeline_last_event_kind"
            )
        ]


class Delivery(Leased):
    """One reader has to hear of one event; ticked off in the reader's own transaction."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    reader = models.CharField(max_length=80)

    class Meta(Leased.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["event", "reader"], name="timeline_delivery_unique")
        ]


class Seal(models.Model):
    """A link of the hash chain: the digests of events `first` to `last`, over the seal before."""

    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user)

    def open(self) -> Self:
        """What is neither put away nor asleep now."""
        asleep = Q(snoozed_until__gt=timezone.now())
        return self.filter(done_at=None).exclude(asleep)


class Notice(models.Model):
    """One colleague is told of one event. `name` says why (timeline.notices), `type` and `record_id`
    what it leads to, `mail_at` when it goes by mail unless it was seen before."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    type = models.CharField(max_length=24, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="timeline_notice_once")
        ]
        indexes = [
            models.Index(
                fields=["user", "-id"],
                condition=Q(done_at__isnull=True),
                name="timeline_notice_open",
            ),
            models.Index(
                fields=["mail_at"], condition=Q(mail_at__isnull=False), name="timeline_notice_mail"
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=Q(snoozed_until__isnull=False),
                name="timeline_notice_snoozed",
            ),
            models.Index(fields=["user", "-done_at"], name="timeline_notice_done"),
        ]


class NoticeWay(models.Model):
    """How a colleague wants to hear of one kind of notice, where it differs from what the kind brings."""

    class Mail(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("Once a day")
        NEVER = "never", _("Never")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_ways"
    )
    name = models.CharField(max_length=40)
    app = models.BooleanField(default=True)
    mail = models.CharField(max_length=5, choices=Mail)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="timeline_notice_way_once")
        ]


class FollowQuerySet(models.QuerySet["Follow"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user)


class Follow(models.Model):
    """A colleague hears of what happens on a record. `muted` says that they left on purpose, so that a
    later mention or comment does not bring them back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    muted = models.BooleanField(default=False)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "record_id", "user"], name="timeline_follow_once"
            )
        ]
