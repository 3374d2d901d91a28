"""What the company is on paper, read at most once a few seconds by each process."""

import base64
import time

from django.core.files.storage import default_storage

from quen.kit.models import Letterhead
from quen.kit.workspace import workspace

_FRESH_SECONDS = 5
_kept: dict[str, tuple[float, Letterhead]] = {}


def letterhead() -> Letterhead:
    """The one Letterhead (empty where nothing was filled in)."""
    kept = _kept.get("it")
    if kept is None or kept[0] < time.monotonic():
        it = Letterhead.objects.filter(pk=1).first() or Letterhead(pk=1)
        _kept["it"] = kept = (time.monotonic() + _FRESH_SECONDS, it)
    return kept[1]


def issuer() -> str:
    """Who issues a document: the legal name, else what the workspace is called."""
    return letterhead().legal_name or workspace().name


def footer(language: str) -> str:
    """What stands at the foot of a document in this language ("vi", "th", "en"); empty for nothing."""
    return str(letterhead().footers.get(language) or "")


def logo_bytes() -> bytes | None:
    """The logo's content; None where the company has none."""
    path = letterhead().logo
    if not path or not default_storage.exists(path):
        return None
    with default_storage.open(path) as content:
        return bytes(content.read())


def logo_data_uri() -> str:
    """The logo as a data: address, for a document that must stand alone (PDF); empty without one."""
    content = logo_bytes()
    if content is None:
        return ""
    return f"data:{letterhead().logo_media};base64,{base64.b64encode(content).decode()}"


def forget_letterhead() -> None:
    """Read anew next time (after a change, and between tests)."""
    _kept.clear()
