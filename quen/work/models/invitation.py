"""A customer asked to a meeting by mail: what they were last told of it."""

from typing import Any, Self

from django.db import models

from quen.work.models.task import Task


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Whoever may do that to the meeting."""
        return self.filter(task__in=Task.objects.visible_to(user, action))


class Invitation(models.Model):
    """`uid` is the meeting's name in the customer's calendar, `sequence` that of the last mail; `told` is
    what that mail said, so that a page can say that the meeting has changed since."""

    task = models.OneToOneField("work.Task", on_delete=models.CASCADE, related_name="invitation")
    uid = models.CharField(max_length=255, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=2, default="vi")
    zone = models.CharField(max_length=40)
    told = models.JSONField(default=dict)
    told_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()
