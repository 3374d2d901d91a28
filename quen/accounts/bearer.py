"""API tokens at the door: who calls, how far the token goes, how often it may."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from quen.accounts.callers import caller, seen
from quen.accounts.models import Token

SEEN_EVERY = timedelta(minutes=1)
SAFE = ("GET", "HEAD", "OPTIONS")


class Bearer(HttpBearer):
    """`Authorization: Bearer quen_…`; session cookies are not accepted."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = caller(token)
        if found is None:
            return None
        _note_seen(found)
        found.user.via = "api"  # type: ignore[attr-defined]
        request.user = found.user
        translation.activate(found.user.language)
        if found.scope == "read" and request.method not in SAFE:
            raise PermissionDenied(_("This token may only read."))
        return found


def _note_seen(token: Token) -> None:
    """When the token was last used: an observation, at most once a minute."""
    now = timezone.now()
    if token.seen_at is None or token.seen_at < now - SEEN_EVERY:
        seen(token)


def need(request: HttpRequest, capability: str) -> Any:
    """The calling colleague, where they hold the right. Raises PermissionDenied."""
    user: Any = request.user
    if not user.can(capability):
        raise PermissionDenied(_("The right %s is lacking.") % capability)
    return user
