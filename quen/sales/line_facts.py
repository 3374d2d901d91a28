"""The lines of deals as plain facts, for many deals at once."""

from collections.abc import Sequence
from typing import Any

from quen.commerce.lines.reading import KEYS
from quen.kit.plain_rows import plain
from quen.sales.models import DealLine


def lines_of(ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The lines of each deal."""
    found: dict[int, list[dict[str, Any]]] = {pk: [] for pk in ids}
    rows = DealLine.objects.filter(deal__in=ids).values("deal_id", *KEYS)
    for row in rows.order_by("deal_id", "position", "id"):
        found[row["deal_id"]].append({key: plain(row[key]) for key in KEYS})
    return found
