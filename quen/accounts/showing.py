"""Colleagues, tokens, sessions and invitations as lines of a page, in the reader's words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from quen.accounts.forms import scope_label
from quen.accounts.models import Invitation, Token, User
from quen.kit import cells, days
from quen.timeline.models import LastEvent

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def moment(at: datetime | None, user: Any) -> str:
    """Day and time where the reader lives, "—" for never."""
    return days.shown_moment(at, user.zone, user.language, era_of(user)) if at else "—"


def ago(at: datetime | None, user: Any) -> str:
    """How long ago, in words, "—" for never."""
    if at is None:
        return "—"
    return days.ago(at, timezone.now(), user.language, user.zone, era_of(user))


def era_of(user: Any) -> str:
    """Buddhist years are for those who chose them."""
    return "buddhist" if user.buddhist_years else "common"


def token_lines(tokens: Iterable[Token], reader: Any) -> list[dict[str, Any]]:
    """Tokens: what for, what they may, when last used, when they end."""
    return [
        {
            "pk": token.pk,
            "name": token.name,
            "scope": scope_label(token),
            "last_four": token.last_four,
            "seen": ago(token.seen_at, reader) if token.seen_at else _("never used"),
            "ends": moment(token.expires_at, reader) if token.expires_at else "",
        }
        for token in tokens
    ]


def session_lines(
    sessions: Iterable[UserSession], reader: Any, here: str = ""
) -> list[dict[str, Any]]:
    """Sessions: browser, address, when last seen, since when; `here` is the key of the one that asks."""
    return [
        {
            "browser": browser_of(session.user_agent),
            "address": session.ip,
            "icon": "device-mobile" if _is_phone(session.user_agent) else "device-desktop",
            "seen": _("last seen %s") % ago(session.last_seen_at, reader),
            "since": _("signed in %s") % ago(session.created_at, reader),
            "here": bool(here) and session.session_key == here,
        }
        for session in sessions
    ]


def _is_phone(agent: str) -> bool:
    return any(mark in agent for mark in ("Android", "iPhone", "Mobile"))


def sessions_of(user: Any, reader: Any, here: str = "") -> list[dict[str, Any]]:
    """A colleague's running sessions, the last seen first."""
    return session_lines(
        UserSession.objects.filter(user=user).order_by("-last_seen_at"), reader, here
    )


def second_steps_of(user: Any) -> int:
    """How many apps, passkeys and sets of recovery codes a colleague has."""
    return int(Authenticator.objects.filter(user=user).count())


def last_sign_ins() -> dict[int, datetime]:
    """When each colleague last signed in."""
    last = LastEvent.objects.filter(type="user", kind="user.signed_in")
    return dict(last.values_list("record_id", "at"))


def demo_logins() -> list[dict[str, str]]:
    """Whom a visitor of the demo company may sign in as: the seven that it is made with first."""
    users = User.objects.active().filter(email__endswith="@demo.quen").prefetch_related("roles")
    return [
        {"email": user.email, "role": ", ".join(role.label for role in user.roles.all())}
        for user in users.order_by("pk")[:7]
    ]


def browser_of(agent: str) -> str:
    """ "Chrome · Windows" from what a browser says about itself."""
    browser = next((name for mark, name in BROWSERS if mark in agent), _("Unknown browser"))
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} · {system}" if system else browser


def user_rows(users: Iterable[User], seen: dict[int, datetime], reader: Any) -> list[Any]:
    """Rows of the list of colleagues, as ui/list_table.html takes them."""
    return [(user.pk, user.full_name, _cells(user, seen.get(user.pk), reader)) for user in users]


def _cells(user: User, seen: datetime | None, reader: Any) -> str:
    roles = ", ".join(role.label for role in user.roles.all()) or "—"
    made = (
        cells.identity(user.full_name, user.email, reverse("accounts:user", args=[user.pk])),
        cells.text(user.team or "—", _("Team")),
        cells.text(roles, _("Roles")),
        cells.tags(
            [] if user.is_active else [(_("off"), 12)], _("State") if not user.is_active else ""
        ),
        cells.quiet(ago(seen, reader), _("Last sign-in"), moment(seen, reader)),
    )
    return format_html("{}" * len(made), *made)


def invitation_lines(invitations: Iterable[Invitation], reader: Any) -> list[dict[str, Any]]:
    """Open invitations, and those of the last weeks that nobody used."""
    return [
        {
            "pk": one.pk,
            "email": one.email,
            "sub": _("invited by %(name)s, %(ago)s")
            % {"name": one.by.full_name, "ago": ago(one.created_at, reader)},
            "ends": moment(one.expires_at, reader),
            "open": one.expires_at > timezone.now(),
        }
        for one in invitations
    ]
