"""Whom a token stands for, kept for a moment by each process: programs call many times a second.

What ends here (a token revoked, a colleague switched off, a right taken) ends in this process at once
and in every other within three seconds.
"""

import copy
import time

from django.utils import timezone

from quen.accounts.models import Token

_FRESH_SECONDS = 3
_MOST = 1_000
_kept: dict[str, tuple[float, Token]] = {}


def caller(secret: str) -> Token | None:
    """The usable token of this secret, with its user; both the caller's own, to be marked freely."""
    key, now = Token.hashed(secret), time.monotonic()
    kept = _kept.get(key)
    if kept is None or kept[0] < now:
        found = Token.objects.usable().select_related("user").filter(hash=key).first()
        if found is None:
            return None
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = kept = (now + _FRESH_SECONDS, found)
    return _own(kept[1]) if _lasts(kept[1]) else None


def seen(token: Token) -> None:
    """Note when a token was used, for the row and for what is kept."""
    token.seen_at = timezone.now()
    Token.objects.filter(pk=token.pk).update(seen_at=token.seen_at)
    if kept := _kept.get(token.hash):
        kept[1].seen_at = token.seen_at


def forget_callers() -> None:
    """Read anew (after a change of tokens or rights, and between tests)."""
    _kept.clear()


def _lasts(token: Token) -> bool:
    return token.expires_at is None or token.expires_at > timezone.now()


def _own(token: Token) -> Token:
    """A copy: what a request notes on its user must not be there in the next."""
    mine = copy.copy(token)
    mine.user = copy.copy(token.user)
    return mine
