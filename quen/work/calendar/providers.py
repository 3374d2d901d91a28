"""Google and Microsoft: where they are asked for permission and for events."""

from dataclasses import dataclass, field, replace

from django.conf import settings


@dataclass(frozen=True)
class Provider:
    """`authorize` is where a colleague is sent, `token` where permissions are exchanged (both with the
    tenant in them), `api` where events are, `asks` what else the way to permission needs."""

    key: str
    label: str
    authorize: str
    token: str
    api: str
    scope: str
    asks: dict[str, str] = field(default_factory=dict)


PROVIDERS = {
    "google": Provider(
        "google",
        "Google Calendar",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://www.googleapis.com/calendar/v3",
        "https://www.googleapis.com/auth/calendar.events"
        " https://www.googleapis.com/auth/calendar.calendarlist.readonly",
        # Without both, Google gives a permission that ends within the hour.
        {"access_type": "offline", "prompt": "consent"},
    ),
    "microsoft": Provider(
        "microsoft",
        "Microsoft 365",
        "https://login.microsoftonline.com/%(tenant)s/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/%(tenant)s/oauth2/v2.0/token",
        "https://graph.microsoft.com/v1.0",
        "offline_access Calendars.ReadWrite",
        {"response_mode": "query", "prompt": "select_account"},
    ),
}


def provider(key: str) -> Provider:
    """A provider at its own addresses, or at those that the installation sets (CALENDAR_ADDRESSES)."""
    own, other = PROVIDERS[key], settings.CALENDAR_ADDRESSES.get(key, {})
    return replace(
        own,
        authorize=other.get("authorize", own.authorize),
        token=other.get("token", own.token),
        api=other.get("api", own.api),
    )
