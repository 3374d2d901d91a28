"""Counts of the side bar, asked once the page stands and kept 30 s for each user."""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from quen.kit import shell
from quen.kit.pages import needs
from quen.timeline.noticing import unseen

KEPT_SECONDS = 30
_kept: dict[int, tuple[float, dict[str, str], tuple[str, ...]]] = {}


@require_GET
@needs("web.use")
def counts(request: HttpRequest) -> HttpResponse:
    """{entry key: what its badge says}; the bell's is never an old one."""
    bell = _short(unseen(request.user))
    return JsonResponse(counts_for(request.user) | ({"notices": bell} if bell else {}))


def counts_for(user: Any) -> dict[str, str]:
    """Every entry that lends a count, capped at 99+; asked anew at once where the entries are others."""
    own = tuple(e.key for lent in shell.PERSONAL for e in lent.entries(user))
    kept = _kept.get(user.pk)
    if kept is None or kept[0] < time.monotonic() or kept[2] != own:
        mine = (e for e in shell.allowed(shell.ENTRIES, user) if e.count)
        told = {e.key: _short(e.count(user)) for e in mine if e.count}
        for lent in shell.PERSONAL:
            told |= {key: _short(number) for key, number in lent.counts(user).items()}
        _kept[user.pk] = kept = (time.monotonic() + KEPT_SECONDS, told, own)
    return kept[1]


def forget_counts() -> None:
    """Count anew (between tests)."""
    _kept.clear()


def _short(number: int | None) -> str:
    if not number:
        return ""
    return str(number) if number < 100 else "99+"
