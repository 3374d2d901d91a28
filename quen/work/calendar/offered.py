"""With which providers a colleague can connect a calendar, and the way there."""

from typing import Any

from quen.work.calendar import oauth
from quen.work.calendar.providers import PROVIDERS, provider
from quen.work.models import CalendarAccount, CalendarApp


def offered_to(user: Any) -> list[dict[str, str]]:
    """{"key", "label", "url"} of those that an administrator has set up."""
    apps = {one.kind: one for one in CalendarApp.objects.ready()}
    return [
        {
            "key": key,
            "label": str(CalendarAccount.Kind(key).label),
            "url": _way(key, apps[key], user.pk),
        }
        for key in PROVIDERS
        if key in apps
    ]


def _way(key: str, kept: CalendarApp, user_pk: int) -> str:
    app = oauth.App(kept.client_id, "", kept.tenant or "common")
    return oauth.consent_url(provider(key), app, user_pk)
