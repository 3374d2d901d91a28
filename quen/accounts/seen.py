"""When a session was last seen: told at most every five minutes, so that a page view writes nothing else."""

import logging
import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

log = logging.getLogger(__name__)
EVERY_SECONDS = 300
MOST_KEPT = 10_000
_told: dict[str, float] = {}


class LastSeenMiddleware:
    """Notes the session's moment once its page has been answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        key = request.session.session_key or "" if request.user.is_authenticated else ""
        if key and _told.get(key, 0.0) < time.monotonic():
            _tell(key)
        return answer


def _tell(key: str) -> None:
    if len(_told) > MOST_KEPT:
        _told.clear()
    _told[key] = time.monotonic() + EVERY_SECONDS
    try:
        UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
    except DatabaseError:  # a page is not refused because nobody could note who looked
        log.warning("the session's last sight was not noted", exc_info=True)


def forget_seen() -> None:
    """Tell anew (between tests)."""
    _told.clear()
