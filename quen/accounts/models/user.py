"""Colleagues: who signs in, what they may do, how far it reaches."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from quen.accounts.models.role import REACHES
from quen.accounts.models.share import Share
from quen.kit.workspace import workspace

LANGUAGES = [("vi", "Tiếng Việt"), ("th", "ไทย"), ("en", "English")]
SIGNATURE = 1000  # letters below a mail
THEMES = [("auto", "auto"), ("light", "light"), ("dark", "dark")]


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """Colleagues know each other's names; changing them needs the right."""
        if action == "view":
            return self if user.is_active else self.none()
        return self if user.can("accounts.manage_users") else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def get_by_natural_key(self, username: str) -> "User":
        found: User = self.get(email__iexact=username)
        return found


class User(AbstractBaseUser):
    """A colleague. `grants`, `field_rights`, `masked` and `team_ids` are worked out from roles and teams by
    the actions that change those, so that a page asks no further table for rights."""

    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=160)
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT)
    roles = models.ManyToManyField("accounts.Role", blank=True, related_name="users")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="vi")
    zone = models.CharField(max_length=40, default="Asia/Ho_Chi_Minh")
    theme = models.CharField(max_length=5, choices=THEMES, default="auto")
    buddhist_years = models.BooleanField(default=False)
    signature = models.TextField(blank=True, default="", db_default="", max_length=SIGNATURE)
    date_joined = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    grants = models.JSONField(default=dict)
    field_rights = models.JSONField(default=dict)
    team_ids = models.JSONField(default=list)
    has_shares = models.BooleanField(default=False)
    masked = models.BooleanField(default=False)
    preferences = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        ordering = ["full_name", "id"]
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def reach(self, capability: str) -> str:
        """How far a right goes: "", own, team, tree or all."""
        return self.grants.get(capability, "") if self.is_active else ""

    def can(self, capability: str) -> bool:
        """Whether any role grants this, however far."""
        return bool(self.reach(capability))

    def may_read_field(self, field: str) -> bool:
        """Whether "noun.field" may be shown to, filtered, sorted and searched by this user."""
        return bool(self.field_rights.get(field) != "hide")

    def may_write_field(self, field: str) -> bool:
        """Whether "noun.field" may be changed by this user."""
        return bool(self.field_rights.get(field, "write") == "write")

    def masks(self, owner_id: int | None = None) -> bool:
        """Whether phones and mails of a record with this owner are masked for this user."""
        return self.masked and (owner_id != self.pk or workspace().masks_own)

    def team_tree(self) -> list[int]:
        """Ids of the own team and all teams below it."""
        return list(self.team_ids)

    def shared_ids(self, type_key: str) -> list[int]:
        """Ids of single records shared with this user or their team, asked once a request."""
        if not self.has_shares:
            return []
        kept: dict[str, list[int]] | None = self.__dict__.get("_shared")
        if kept is None:
            kept = Share.ids_for(self)
            self.__dict__["_shared"] = kept
        return kept.get(type_key, [])

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's question, answered by the one grid."""
        return self.can(perm)


def widest(reaches: list[str]) -> str:
    """The widest of several reaches; roles add up (architecture, section 8)."""
    return max(reaches, key=REACHES.index, default="")
