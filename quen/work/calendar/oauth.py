"""OAuth 2.0 (RFC 6749) with PKCE (RFC 7636): asking for a lasting permission, and keeping it alive."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from quen.kit import http
from quen.kit.network import Unreachable
from quen.work.calendar.port import ConsentLost, Failed
from quen.work.calendar.providers import Provider

SALT = "quen.work.consent"
HOUR = 3600
SECONDS = 20.0
BUSY = 429
_LOST = _("The permission was taken back or has ended. Connect the calendar again.")

_UNKNOWN = _("The calendar service does not know this installation. Tell an administrator.")
_ERROR = _("The calendar service answers with an error (%d).")


@dataclass(frozen=True)
class App:
    """How this installation is known to a provider."""

    client_id: str
    secret: str
    tenant: str = "common"


@dataclass(frozen=True)
class Tokens:
    """What opens the calendar for `seconds`, and what brings the next such; the latter is empty where the
    former one goes on."""

    access: str
    refresh: str
    seconds: int


def redirect_url() -> str:
    """Where a provider sends people back to; the same text must stand in the provider's own settings."""
    return settings.BASE_URL + reverse("work:sync_back")


def consent_url(at: Provider, app: App, user_pk: int) -> str:
    """Where this colleague, and nobody else, may give permission; good for an hour."""
    state = signing.dumps([user_pk, at.key, secrets.token_urlsafe(12)], salt=SALT)
    challenge = hashlib.sha256(verifier_of(state).encode()).digest()
    asked = {
        "client_id": app.client_id,
        "redirect_uri": redirect_url(),
        "response_type": "code",
        "scope": at.scope,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
        **at.asks,
    }
    return f"{at.authorize % {'tenant': app.tenant}}?{urlencode(asked)}"


def kind_of(state: str, user_pk: int) -> str:
    """Which provider answers; empty for an answer that this colleague did not ask for within the hour."""
    try:
        asked_by, key, _nonce = signing.loads(state, salt=SALT, max_age=HOUR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(key) if asked_by == user_pk else ""


def verifier_of(state: str) -> str:
    """PKCE's secret, made from the state and our key, so that it need not be kept anywhere."""
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()


def exchange(at: Provider, app: App, code: str, verifier: str) -> Tokens:
    """The tokens for a code. Raises Failed, ConsentLost for a code that is spent or too old."""
    given = {"code": code, "code_verifier": verifier, "redirect_uri": redirect_url()}
    tokens = _asked(at, app, {"grant_type": "authorization_code", **given})
    if not tokens.refresh:
        raise ConsentLost(_("No lasting permission was given. Connect the calendar again."))
    return tokens


def refreshed(at: Provider, app: App, token: str) -> Tokens:
    """New tokens. Raises Failed, ConsentLost where the permission was taken back."""
    return _asked(at, app, {"grant_type": "refresh_token", "refresh_token": token})


def _asked(at: Provider, app: App, given: dict[str, str]) -> Tokens:
    form = {"client_id": app.client_id, "client_secret": app.secret, **given}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = http.post(
            at.token % {"tenant": app.tenant}, headers=headers, body=urlencode(form).encode(), timeout=SECONDS
        )  # fmt: skip
    except Unreachable as error:
        raise Failed(error.sentence) from error
    told = _told(answer)
    if not answer.ok:
        raise _failure(answer, str(told.get("error", "")))
    seconds = str(told.get("expires_in"))
    return Tokens(
        str(told.get("access_token", "")),
        str(told.get("refresh_token", "")),
        int(seconds) if seconds.isascii() and seconds.isdecimal() else HOUR,
    )


def _told(answer: http.Answer) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        if answer.ok:
            raise Failed(_("The calendar service's answer cannot be read."))
        return {}
    return told


def _failure(answer: http.Answer, error: str) -> Failed:
    if error in ("invalid_grant", "interaction_required", "consent_required"):
        return ConsentLost(_LOST, answer.status)
    if error in ("invalid_client", "unauthorized_client"):
        return Failed(_UNKNOWN, answer.status)
    words = str(_ERROR).replace("%d", str(answer.status))
    return Failed(words, answer.status, waiting(answer))


def waiting(answer: http.Answer) -> int:
    """The seconds for which an answer asks to be left alone; a minute where a busy one does not say."""
    told = answer.headers.get("retry-after", "")
    if told.isascii() and told.isdecimal():
        return min(int(told), 6 * HOUR)
    return 60 if answer.status == BUSY else 0
