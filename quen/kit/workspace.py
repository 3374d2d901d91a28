"""The organisation's settings row, read at most once a few seconds by each process."""

import time
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone as django_timezone

from quen.kit.models import Workspace

_FRESH_SECONDS = 5
_kept: dict[str, tuple[float, Workspace]] = {}


def workspace() -> Workspace:
    """The one Workspace (made with defaults when missing)."""
    kept = _kept.get("it")
    if kept and kept[0] > time.monotonic():
        return kept[1]
    it = Workspace.objects.filter(pk=1).first() or Workspace(pk=1)
    _kept["it"] = (time.monotonic() + _FRESH_SECONDS, it)
    return it


def kept_workspace() -> Workspace:
    """The workspace as it was last read, however long ago: for words on a page that is being drawn."""
    kept = _kept.get("it")
    return kept[1] if kept else workspace()


def change_workspace(**facts: object) -> Workspace:
    """Write settings and forget what was kept."""
    it, _ = Workspace.objects.update_or_create(pk=1, defaults=facts)
    forget()
    return it


def forget() -> None:
    """Read anew next time (after a change, and between tests)."""
    _kept.clear()


def today() -> date:
    """The business day: the date in the business zone."""
    return django_timezone.now().astimezone(ZoneInfo(workspace().zone)).date()
