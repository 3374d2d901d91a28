"""A page on which customers book a meeting by themselves, with one colleague or with whoever is free."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from quen.accounts.visibility import Owned, OwnedQuerySet


class BookingPageQuerySet(OwnedQuerySet):
    def for_token(self, slug: str) -> "BookingPageQuerySet":
        """The open page at this public address."""
        return self.filter(slug=slug, is_open=True, deleted_at=None)


class BookingPage(Owned):
    """`kinds` are [{"key", "name", "minutes"}], `hours` {"0": [["08:00", "12:00"]]} by weekday from Monday
    (empty: the company's), `questions` keys of customer fields. `before` and `after` are minutes that stay
    free around a meeting, `step` those between two starts, `notice` hours ahead of the first start, `ahead`
    days to look ahead, `day_limit` meetings a day and colleague. Turns are counted from `counted_from`,
    so that who joins later does not get everything."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    kinds = models.JSONField(default=list)
    hours = models.JSONField(default=dict, blank=True)
    questions = models.JSONField(default=list, blank=True)
    before = models.PositiveSmallIntegerField(default=0)
    after = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=30)
    notice = models.PositiveSmallIntegerField(default=4)
    ahead = models.PositiveSmallIntegerField(default=30)
    day_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    is_open = models.BooleanField(default=False)
    counted_from = models.DateTimeField()

    objects = BookingPageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__gte=5, ahead__gte=1, ahead__lte=365),
                name="work_bookingpage_measure",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def kind(self, key: str) -> dict[str, Any] | None:
        """The kind of meeting of this key; the only one where there is one."""
        if len(self.kinds) == 1 and not key:
            only: dict[str, Any] = self.kinds[0]
            return only
        return next((kind for kind in self.kinds if kind["key"] == key), None)


class BookingHost(models.Model):
    """A colleague who takes meetings of a page: of two with weights 2 and 1 the first gets two of three."""

    page = models.ForeignKey("work.BookingPage", on_delete=models.CASCADE, related_name="hosts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="booking_places"
    )
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "user"], name="work_bookinghost_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="work_bookinghost_weight"
            ),
        ]
