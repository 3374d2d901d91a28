"""How many match: asked apart from the page, with a time limit and a cap (hot path rule 13)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from quen.accounts.acting import acting_user
from quen.fields.kept import Kept
from quen.fields.nodes import Node
from quen.fields.views.lists import read
from quen.fields.views.types import type_or_404
from quen.kit.db import TooSlow, time_limit
from quen.kit.pages import needs
from quen.kit.records import TYPES

CAP = 10_000
LIMIT_MS = 150


@require_GET
@needs("web.use")
def count(request: HttpRequest, type_key: str) -> HttpResponse:
    """The number behind the list's title, as text."""
    type_or_404(request, type_key)
    asked, user = read(request, type_key), acting_user(request)
    number, exact = counted(type_key, user, asked.sought)
    mark = "." if user.language == "vi" else ","
    words = f"{number:,}".replace(",", mark)
    return HttpResponse(words if exact else f"{words}+")


def counted(type_key: str, user: Any, nodes: Sequence[Node | Kept]) -> tuple[int, bool]:
    """How many this user may see of what the nodes let through, and whether that is exact.

    Plain lists are counted whole by their index; filtered ones up to 10,000.
    """
    rows = TYPES[type_key].visible_to(user).order_by()
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    try:
        with time_limit(LIMIT_MS):
            if not nodes:
                return rows.count(), True
            found = rows.values("pk")[: CAP + 1].count()
            return min(found, CAP), found <= CAP
    except TooSlow:
        return CAP if not nodes else 0, False
