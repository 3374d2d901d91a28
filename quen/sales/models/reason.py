"""Why deals are won or lost, as a tree that the company declares, and against whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import in_language


class ReasonQuerySet(models.QuerySet):
    def visible_to(self, user, action: str = "view"):
        right = "sales.view_deal" if action == "view" else "sales.manage_pipelines"
        return self if user.can(right) else self.none()

    def live(self):
        return self.filter(removed_at=None)


class Reason(models.Model):
    """`parent` makes the tree: a group, or a reason that finer ones hang below. `names_competitor` asks
    against whom."""

    class Kind(models.TextChoices):
        LOST = "lost", _("Why deals are lost")
        WON = "won", _("Why deals are won")

    key = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.LOST)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    labels = models.JSONField(default=dict)
    names_competitor = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="sales_reason_no_self",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.labels) or self.key


class Competitor(models.Model):
    """Who else wanted to sell: named where a deal is won or lost against them."""

    name = models.CharField(max_length=120)
    norm = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["norm"], condition=Q(removed_at=None), name="sales_competitor_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name
