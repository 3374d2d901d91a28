"""Calling a provider's JSON interface with a colleague's permission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quen.kit import http
from quen.kit.network import Unreachable
from quen.work.calendar.oauth import BUSY, waiting
from quen.work.calendar.port import FORBIDDEN, Failed

SECONDS, BIGGEST, MOST_PAGES = 20.0, 20_000_000, 300
REFUSED, MISSING, CONFLICT, GONE = 401, 404, 409, 410
_LIMITS = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"}
_WORDS: dict[int, Promise] = {
    REFUSED: _("The calendar service refuses the permission. Connect the calendar again."),
    FORBIDDEN: _("The calendar service does not allow this."),
    MISSING: _("The calendar is not there any more."),
    BUSY: _("The calendar service asks us to wait."),
}


class Bearer(Protocol):
    """Who holds the permission."""

    def token(self) -> str:
        """What opens the calendar now. Raises Failed."""

    def renewed(self) -> str:
        """The same, made anew because the former was refused. Raises Failed."""


@dataclass(frozen=True)
class Api:
    """`base` is the only place to which the permission is sent; `fixed` headers go with each call."""

    base: str
    bearer: Bearer
    fixed: Mapping[str, str] = field(default_factory=dict)

    def read(self, url: str, **asked: str) -> dict[str, Any]:
        """What stands at a path, or at a whole address of `base`. Raises Failed."""
        found = self.call("GET", f"{url}?{urlencode(asked)}" if asked else url)
        return _object(found)

    def write(
        self, method: str, url: str, body: Mapping[str, Any], etag: str = ""
    ) -> dict[str, Any]:
        """Store something and say what stands there then. Raises Failed."""
        return _object(self.call(method, url, body, {"If-Match": etag} if etag else {}))

    def call(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> http.Answer:
        """One call, and a second with a new token where the first was refused. Raises Failed."""
        whole = url if "://" in url else f"{self.base}{url}"
        if not whole.startswith(f"{self.base}/"):
            raise Failed(_("The calendar service's answer cannot be read."))
        given = {"Accept": "application/json", **self.fixed, **(headers or {})}
        answer = _sent(method, whole, body, given, self.bearer.token())
        if answer.status == REFUSED:
            answer = _sent(method, whole, body, given, self.bearer.renewed())
        if not answer.ok:
            raise _failure(answer)
        return answer


def _sent(
    method: str, url: str, body: Mapping[str, Any] | None, headers: Mapping[str, str], token: str
) -> http.Answer:
    given = {**headers, "Authorization": f"Bearer {token}"}
    try:
        return http.request(method, url, headers=given, json=body, timeout=SECONDS, limit=BIGGEST)
    except Unreachable as error:
        raise Failed(error.sentence) from error


def _object(answer: http.Answer) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Failed(_("The calendar service's answer cannot be read."))
    return told


def _failure(answer: http.Answer) -> Failed:
    status, reason = answer.status, _reason(answer)
    if reason in _LIMITS:
        return Failed(_WORDS[BUSY], BUSY, waiting(answer) or 60)
    if reason in ("syncStateNotFound", "syncStateInvalid", "resyncRequired", "fullSyncRequired"):
        status = GONE
    words = _WORDS.get(status, _("The calendar service answers with an error (%d)."))
    return Failed(str(words).replace("%d", str(status)), status, waiting(answer))


def _reason(answer: http.Answer) -> str:
    """Why it failed: Google says `errors[0].reason`, Microsoft `code`."""
    try:
        error = answer.json()["error"]
        return str(error["errors"][0]["reason"] if "errors" in error else error["code"])
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
