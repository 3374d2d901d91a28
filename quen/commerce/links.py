"""Public links of documents: a random key, signed with the installation's own for one purpose (SR-26)."""

import secrets

from django.core import signing


def fresh_key() -> str:
    """A new random key of 144 bits."""
    return secrets.token_urlsafe(18)


def token_of(key: str, purpose: str) -> str:
    """What stands in the link; a token of one purpose ("sales.quote") opens nothing of another."""
    return _signer(purpose).sign(key)


def key_in(token: str, purpose: str) -> str:
    """The key in a link; empty where the signature does not fit."""
    try:
        return _signer(purpose).unsign(token[:200])
    except signing.BadSignature:
        return ""


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"quen.{purpose}.link", sep=".")
