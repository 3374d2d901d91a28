"""An invitation to join: one purpose, hashed, expiring, used once (SR-26)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user: Any, action: str = "view") -> Self:
        return self if user.can("accounts.manage_users") else self.none()


class Invitation(models.Model):
    """Who was asked to join, by whom, with which roles and team."""

    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=160, blank=True, default="")
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT)
    roles = models.ManyToManyField("accounts.Role", blank=True)
    language = models.CharField(max_length=2, default="vi")
    hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()
