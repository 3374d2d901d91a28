"""Pairs of records that may mean the same, what people said of them, and the search that finds them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quen.kit.records import TYPES


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Pairs of which `user` may see both sides, outside the trash."""
        seen = Q(pk__in=[])
        for key in ("contact", "company"):
            seen |= Q(type=key) & _both_seen(key, user, action)
        return self.filter(seen)

    def of(self, type_key: str, user: Any) -> Self:
        """Pairs of one type of which `user` may see both sides."""
        return self.filter(_both_seen(type_key, user), type=type_key)

    def waiting(self) -> Self:
        """What nobody has judged, and what was put off until now."""
        due = Q(state="later", until__lte=timezone.now())
        return self.filter(Q(state="open") | due)


def _both_seen(type_key: str, user: Any, action: str = "view") -> Q:
    known = TYPES[type_key]
    one, other = (known.seen_from(side, user, action) for side in ("one_id", "other_id"))
    return Q(one) & Q(other)


class DuplicatePair(models.Model):
    """Two records of one type, the lower id first. `weight` are the log odds without the prior, `levels`
    where they agree, by field; `run` is the search that saw the pair last."""

    class State(models.TextChoices):
        OPEN = "open", _("To be judged")
        APART = "apart", _("Not the same")
        LATER = "later", _("Later")

    type = models.CharField(max_length=24)
    one_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    probability = models.FloatField(default=0)
    weight = models.FloatField(default=0)
    levels = models.JSONField(default=dict)
    state = models.CharField(max_length=5, choices=State, default=State.OPEN)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    run = models.PositiveIntegerField(default=0)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "one_id", "other_id"], name="people_duplicate_once"
            ),
            models.CheckConstraint(
                condition=Q(one_id__lt=F("other_id")), name="people_duplicate_lower_first"
            ),
        ]
        indexes = [
            models.Index(fields=["type", "state", "-probability"], name="people_duplicate_queue"),
            models.Index(fields=["type", "other_id"], name="people_duplicate_other"),
        ]


class DuplicateSearch(models.Model):
    """The search of one type: the fitted model, and how far the present run is (`position` of `steps`)."""

    type = models.CharField(max_length=24, unique=True)
    run = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    model = models.JSONField(default=dict)
    looked = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None
