"""The spine: what happened, on which records, and who still has to hear of it."""

from django.conf import settings
from django.db import models

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
    """Puts an event on a record's timeline; `data` holds what differs per record in bulk changes."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="links")
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    at = models.DateTimeField()
    data = models.JSONField(null=True)

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
