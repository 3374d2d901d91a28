"""Care plans: what is done for a customer after so many days, and each customer's course through one."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.automation.models import Run
from quen.fields.catalogue import in_language


class CarePlanQuerySet(models.QuerySet["CarePlan"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Who starts automation chooses among them; changing needs the right."""
        named = action == "view" and user.can("automation.start_flow")
        return self if named or user.can("work.manage_plans") else self.none()

    def standing(self) -> Self:
        return self.filter(removed_at=None)


class CarePlan(models.Model):
    """`type` is what it goes along with: contact, company or deal. `starts_on` is a kind of event that
    begins it by itself, in the name of `acts_as`, while it `is_on`; empty, colleagues assign it.
    `is_shown` lets the customer follow it on a page of their own."""

    key = models.CharField(max_length=40, unique=True)
    labels = models.JSONField(default=dict)
    type = models.CharField(max_length=24, default="contact")
    starts_on = models.CharField(max_length=60, blank=True, default="")
    is_on = models.BooleanField(default=False)
    acts_as = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    stops_on_answer = models.BooleanField(default=True)
    is_shown = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CarePlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(acts_as__isnull=False) & ~Q(starts_on=""),
                name="work_careplan_on_by",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return in_language(self.labels)


class CareLine(models.Model):
    """`days` after the start, working days where `working`. `texts` are the words of a mail or task,
    `shown` what the customer reads on their page (empty: they do not see it). `whom` is "owner" or
    "role:key"."""

    class Kind(models.TextChoices):
        TASK = "task", _("Task")
        CALL = "call", _("Call")
        MEETING = "meeting", _("Meeting")
        MAIL = "mail", _("Mail to the customer")

    plan = models.ForeignKey(CarePlan, on_delete=models.CASCADE, related_name="lines")
    days = models.PositiveSmallIntegerField(default=0)
    working = models.BooleanField(default=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TASK)
    labels = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    shown = models.JSONField(default=dict, blank=True)
    whom = models.CharField(max_length=60, default="owner")

    class Meta:
        ordering = ["days", "id"]

    @property
    def label(self) -> str:
        """What is to be done, in the reader's language."""
        return in_language(self.labels)


class CareCourseQuerySet(models.QuerySet["CareCourse"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self.filter(run__in=Run.objects.visible_to(user, action))

    def for_token(self, key: str) -> Self:
        """The course of a public link, as long as its plan is shown to customers; none for an empty key."""
        return self.filter(link_key=key, plan__is_shown=True) if key else self.none()


class CareCourse(models.Model):
    """A run through a plan. `link_key` is the random part of the customer's link, `language` theirs."""

    run = models.OneToOneField(
        "automation.Run", on_delete=models.CASCADE, related_name="care_course"
    )
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="courses")
    link_key = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=2, default="vi")

    objects = CareCourseQuerySet.as_manager()
