"""Secrets of other systems are kept encrypted, with a key outside the database (SR-58)."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


class Unopened(Exception):
    """What was kept cannot be opened: the key is not the one that closed it."""


def closed(purpose: str, text: str) -> str:
    """The text, encrypted for one purpose."""
    return _box(purpose).encrypt(text.encode()).decode()


def opened(purpose: str, kept: str) -> str:
    """The text again. Raises Unopened."""
    try:
        return _box(purpose).decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise Unopened(purpose) from error


def _box(purpose: str) -> MultiFernet:
    """The present secret key first; older ones still open what they closed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in keys])


def _key(purpose: str, secret: str | bytes) -> bytes:
    told = b"quen." + purpose.encode() + force_bytes(secret)
    return base64.urlsafe_b64encode(hashlib.sha256(told).digest())
