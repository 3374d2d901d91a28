"""A flow on its way through one record: where it stands, what was done, whom it listens to."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.automation.reaching import on_records_of
from quen.kit.leases import Leased


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Runs on records that `user` may see, or may change to stop or retry them."""
        if not user.can("automation.view_run"):
            return self.none()
        return self.filter(on_records_of(user, action))

    def live(self) -> Self:
        """Those that are not over, also where they got stuck."""
        return self.filter(done_at=None)

    def of_record(self, type_key: str, record_id: int) -> Self:
        return self.filter(type=type_key, record_id=record_id)


class Run(Leased):
    """A lease row that rests between its steps: `due_at` is when the next one is taken up, empty while it
    waits for a person or an event.

    `definition` is the flow as it stood when the run began. `taken` counts the steps that are done,
    `position` is the one to take next, since `began_at`. `hears` are kinds of events, by space, that wake
    it. `entry` is what it was started by; the same flow starts once for it.
    """

    class State(models.TextChoices):
        GOING = "going", _("Going")
        WAITING = "waiting", _("Waiting")
        ASKING = "asking", _("Asking")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    flow = models.CharField(max_length=60)
    entry = models.CharField(max_length=80)
    definition = models.JSONField()
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.GOING)
    position = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    context = models.JSONField(default=dict, blank=True)
    hears = models.CharField(max_length=600, blank=True, default="")
    began_at = models.DateTimeField(null=True)
    acts_as = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    cause = models.ForeignKey(
        "timeline.Event",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    depth = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    ended = models.CharField(max_length=300, blank=True, default="")

    objects = RunQuerySet.as_manager()

    class Meta(Leased.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["flow", "entry"], name="automation_run_entry"),
            # Whatever the re-entry rule says, a flow goes through a record once at a time.
            models.UniqueConstraint(
                fields=["flow", "type", "record_id"],
                condition=Q(done_at__isnull=True),
                name="automation_run_one_live",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(state__in=("done", "stopped")),
                name="automation_run_over_has_end",
            ),
        ]
        indexes = [
            *Leased.Meta.indexes,
            models.Index(fields=["type", "record_id", "-id"], name="automation_run_record"),
            models.Index(fields=["flow", "-started_at"], name="automation_run_flow"),
            models.Index(
                fields=["-id"], condition=Q(done_at__isnull=True), name="automation_run_live"
            ),
        ]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps of its definition."""
        return list(self.definition["steps"])

    @property
    def step(self) -> dict[str, Any] | None:
        """The step to take next; None behind the last."""
        return self.steps[self.position] if self.position < len(self.steps) else None

    @property
    def is_live(self) -> bool:
        """Whether it is not over yet."""
        return self.done_at is None


class RunStep(models.Model):
    """A step that was taken, or a try that failed. `number` makes a step that is done unique in its run,
    so that nothing is repeated; its effects were stored in the transaction of this row."""

    class State(models.TextChoices):
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    step = models.JSONField()
    state = models.CharField(max_length=6, choices=State, default=State.DONE)
    output = models.JSONField(default=dict)
    error = models.CharField(max_length=400, blank=True, default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"], condition=Q(state="done"), name="automation_runstep_once"
            )
        ]


class Ear(models.Model):
    """A record whose events wake a run: its own, and those that it stands with. Gone when the run is over."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="ears")
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "record_id", "run"], name="automation_ear_once")
        ]
