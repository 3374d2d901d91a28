"""Pipelines and their stages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.fields.catalogue import in_language


class PipelineQuerySet(models.QuerySet):
    def visible_to(self, user, action: str = "view"):
        right = "sales.view_deal" if action == "view" else "sales.manage_pipelines"
        return self if user.can(right) else self.none()


class Pipeline(models.Model):
    """A way of selling: an ordered list of stages."""

    key = models.SlugField(max_length=40, unique=True)
    labels = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PipelineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    @property
    def label(self) -> str:
        return in_language(self.labels) or self.key


class Stage(models.Model):
    """A step of a pipeline; `kind` says what it means, `step` makes pipelines comparable.

    `goal` and `script` are words by language. A deal leaves it forward once `required_fields` (keys of the
    catalogue) are filled, the required items of its playbook are done and `exit_rule` (a condition over
    deals) holds. After `rot_days` without a contact with the customer a deal in it rots.
    A removed stage keeps its place in the history of deals.
    """

    class Kind(models.TextChoices):
        OPEN = "open", pgettext_lazy("state", "Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    class Step(models.TextChoices):
        APPROACH = "approach", _("Approach")
        NEGOTIATE = "negotiate", _("Negotiate")
        QUOTE = "quote", _("Quote")
        CLOSE = "close", _("Close")

    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages")
    key = models.SlugField(max_length=40)
    labels = models.JSONField(default=dict)
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.OPEN)
    step = models.CharField(max_length=9, choices=Step, default=Step.APPROACH)
    probability = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    goal = models.JSONField(default=dict, blank=True)
    script = models.JSONField(default=dict, blank=True)
    required_fields = models.JSONField(default=list, blank=True)
    exit_rule = models.JSONField(default=dict, blank=True)
    rot_days = models.PositiveSmallIntegerField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "key"], name="sales_stage_key_unique"),
            models.CheckConstraint(
                condition=models.Q(probability__lte=100), name="sales_stage_probability"
            ),
        ]

    @property
    def label(self) -> str:
        return in_language(self.labels) or self.key

    @property
    def goal_words(self) -> str:
        """What is to be reached in it, in the reader's language."""
        return in_language(self.goal)

    @property
    def script_words(self) -> str:
        """What to say in it, in the reader's language."""
        return in_language(self.script)
