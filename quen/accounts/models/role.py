"""Roles: a grid of object and verb to how far it reaches, and rights on single fields."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext, gettext_noop

REACHES = ("", "own", "team", "tree", "all")
FIELD_RIGHTS = ("hide", "read", "write")
BUILT_IN = {
    "admin": gettext_noop("Administrator"),
    "manager": gettext_noop("Manager"),
    "sales": gettext_noop("Sales"),
    "marketing": gettext_noop("Marketing"),
    "support": gettext_noop("Support"),
    "viewer": gettext_noop("Viewer"),
}


class RoleQuerySet(models.QuerySet["Role"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Who manages colleagues sees the roles they give; changing them needs the right."""
        named = action == "view" and user.can("accounts.manage_users")
        return self if named or user.can("accounts.manage_roles") else self.none()


class Role(models.Model):
    """`grants` maps "room.verb_noun" to own, team, tree or all; `fields` maps "noun.field" to hide or read.
    `masked` is the answer between: phones and mails are read masked."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    grants = models.JSONField(default=dict)
    fields = models.JSONField(default=dict, blank=True)
    built_in = models.BooleanField(default=False)
    masked = models.BooleanField(default=False)  # phones and mails are shown masked
    version = models.PositiveIntegerField(default=1)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name on screen: in the reader's language as long as nobody renamed a built-in role."""
        return gettext(self.name) if self.name == BUILT_IN.get(self.key) else self.name
