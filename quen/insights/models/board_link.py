"""Links by which people without an account look at a board."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from quen.insights.models.of_board import OfBoard
from quen.insights.spans import UNITS, Span


class BoardLinkQuerySet(models.QuerySet["BoardLink"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Those that one made oneself: they show one's own figures."""
        return self.filter(sharer=user)

    def open(self) -> Self:
        """Those that neither ran out nor were taken back."""
        return self.filter(revoked_at=None, ends_at__gt=timezone.now())

    def for_token(self, token: str) -> Self:
        """The link of this address while it is open and its colleague is with us."""
        return self.open().filter(hash=BoardLink.hashed(token), sharer__is_active=True)


class BoardLink(OfBoard):
    """Shows the days `first` to `last` as the sharer sees them; only the digest of its token is kept."""

    sharer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4)
    first = models.DateField()
    last = models.DateField()
    unit = models.CharField(max_length=8, blank=True, default="")
    each = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = BoardLinkQuerySet.as_manager()

    class Meta(OfBoard.Meta):
        abstract = False
        constraints = [
            *OfBoard.Meta.constraints,
            models.CheckConstraint(
                condition=Q(first__lte=F("last")), name="insights_boardlink_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at")), name="insights_boardlink_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(unit="") | Q(unit__in=list(UNITS)), name="insights_boardlink_unit"
            ),
        ]
        indexes = [models.Index(fields=["sharer", "-made_at"], name="insights_boardlink_own")]

    @staticmethod
    def hashed(token: str) -> str:
        """SHA-256: the token has 256 random bits, so a slow hash adds nothing."""
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def span(self) -> Span:
        """The days that it shows, whenever it is opened."""
        return Span(self.first, self.last, self.unit, self.each, fixed=True)
