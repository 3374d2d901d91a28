"""A question that a colleague decides, who may decide it, and who stands in for whom."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quen.automation.reaching import on_records_of
from quen.kit.workspace import today


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """What `user` asked, is or was asked, or that is about a record they see; "decide": what waits for them."""
        mine = Q(pk__in=Seat.objects.of(user).values("ask_id"))
        if action == "decide":
            sitting = Seat.objects.of(user).filter(level=F("ask__level")).values("ask_id")
            return self.filter(state=Ask.State.OPEN, pk__in=sitting)
        return self.filter(mine | Q(asked_by=user) | on_records_of(user))


class Ask(models.Model):
    """`facts` are [label, value] as they stood when it was asked, `chain` the ones asked in turn, of whom
    `level` decides now, until `ends_at`; then the next decides, or it stands refused.

    `topic` and `topic_id` name what an approval is for, `seal` the state of it that was approved.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        EXPIRED = "expired", _("Nobody answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    topic = models.CharField(max_length=40, blank=True, default="")
    topic_id = models.BigIntegerField(null=True)
    seal = models.CharField(max_length=64, blank=True, default="")
    question = models.CharField(max_length=300)
    facts = models.JSONField(default=list, blank=True)
    chain = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField(default=0)
    hours = models.PositiveSmallIntegerField(null=True)
    ends_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    run = models.ForeignKey(
        "automation.Run", null=True, on_delete=models.CASCADE, related_name="asks"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "topic_id"],
                condition=Q(state="open") & ~Q(topic=""),
                name="automation_ask_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | ~Q(state="open") & Q(decided_at__isnull=False),
                name="automation_ask_over_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["type", "record_id", "-id"], name="automation_ask_record"),
            models.Index(fields=["topic", "topic_id", "-id"], name="automation_ask_topic"),
            models.Index(fields=["asked_by", "-id"], name="automation_ask_by"),
            models.Index(fields=["ends_at"], condition=Q(state="open"), name="automation_ask_ends"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state == self.State.OPEN


class SeatQuerySet(models.QuerySet["Seat"]):
    def of(self, user: Any) -> Self:
        """The seats of a colleague, and of those they stand in for today."""
        away = StandIn.objects.on(today()).filter(stand_in=user).values("user_id")
        return self.filter(Q(user=user) | Q(user_id__in=away))

    def for_token(self, key: str) -> Self:
        """The seat of a signed link; none for an empty key."""
        return self.filter(key=key) if key else self.none()


class Seat(models.Model):
    """A colleague who may decide, at a level of the chain. `key` is the random part of their signed link."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=40, unique=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "level", "user"], name="automation_seat_once")
        ]


class StandInQuerySet(models.QuerySet["StandIn"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(user=user)

    def on(self, day: date) -> Self:
        return self.filter(first__lte=day, last__gte=day)


class StandIn(models.Model):
    """From `first` to `last`, days of the business zone, `stand_in` decides what `user` is asked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    first = models.DateField()
    last = models.DateField()

    objects = StandInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="automation_standin_days"
            ),
            models.CheckConstraint(
                condition=~Q(user=F("stand_in")), name="automation_standin_other"
            ),
        ]
        indexes = [models.Index(fields=["stand_in", "last"], name="automation_standin_who")]
