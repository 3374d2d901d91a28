"""A colleague's own calendar as an address that their phone or mail program may fetch."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.db import models


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """One's own alone: whoever has the address reads the calendar."""
        return self.filter(user=user)

    def for_token(self, token: str) -> Self:
        """The feed of this address, while its colleague is with us."""
        return self.filter(hash=Feed.hashed(token), user__is_active=True)


class Feed(models.Model):
    """One for each colleague: a new address ends the one before."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    hash = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4)
    made_at = models.DateTimeField()

    objects = FeedQuerySet.as_manager()

    @staticmethod
    def hashed(token: str) -> str:
        """SHA-256: the token has 256 random bits, so a slow hash adds nothing."""
        return hashlib.sha256(token.encode()).hexdigest()
