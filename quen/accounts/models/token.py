"""API tokens: shown once, kept as a hash, scoped, expiring, revocable (SR-31)."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

PREFIX = "quen_"


class TokenQuerySet(models.QuerySet["Token"]):
    def usable(self) -> Self:
        now = timezone.now()
        return self.filter(revoked_at=None, user__is_active=True).filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        )

    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("accounts.manage_users") else self.filter(user=user)


class Token(models.Model):
    """Acts as its user, never with more rights; `scope` read refuses every write."""

    SCOPES = [("read", "read"), ("write", "write")]

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=120)
    scope = models.CharField(max_length=8, choices=SCOPES, default="read")
    hash = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    @staticmethod
    def hashed(secret: str) -> str:
        """SHA-256: the secret has 256 random bits, so a slow hash adds nothing."""
        return hashlib.sha256(secret.encode()).hexdigest()
