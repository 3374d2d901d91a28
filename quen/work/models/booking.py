"""A meeting that a customer booked: what they typed, and by which page it came."""

from typing import Any, Self

from django.db import models

from quen.work.booking import tokens
from quen.work.models.task import Task


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Whoever may do that to the meeting."""
        return self.filter(task__in=Task.objects.visible_to(user, action))

    def for_token(self, token: str) -> Self:
        """The booking of a signed link."""
        return self.filter(uid=tokens.uid_in(token), task__deleted_at=None)

    def standing(self) -> Self:
        """Those that take place or took place."""
        return self.filter(task__deleted_at=None).exclude(task__outcome=Task.Outcome.CALLED_OFF)


class Booking(models.Model):
    """`uid` is random and names it in signed links. When and with whom is told by its task alone. `name`,
    `email` and `phone` are as a stranger typed them: they changed nothing that was known."""

    uid = models.CharField(max_length=40, unique=True)
    page = models.ForeignKey("work.BookingPage", on_delete=models.PROTECT, related_name="bookings")
    task = models.OneToOneField("work.Task", on_delete=models.CASCADE, related_name="booking")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    answers = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, default="vi")
    zone = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["page", "created_at"], name="work_booking_page")]
