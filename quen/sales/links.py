"""The public link of a quote: a random key, signed with the installation's own (SR-26)."""

import secrets

from django.core import signing

_SIGNER = signing.Signer(salt="quen.sales.quote.link", sep=".")


def fresh_key() -> str:
    """A new random key of 144 bits."""
    return secrets.token_urlsafe(18)


def token_of(key: str) -> str:
    """What stands in the link."""
    return _SIGNER.sign(key)


def key_in(token: str) -> str:
    """The key in a link; empty where the signature does not fit."""
    try:
        return _SIGNER.unsign(token[:200])
    except signing.BadSignature:
        return ""
