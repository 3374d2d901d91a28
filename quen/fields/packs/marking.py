"""Which records are sample data: lists and record pages say so."""

from collections.abc import Iterable
from typing import Any

from quen.fields.models import PackItem
from quen.kit.workspace import workspace


def marked(type_key: str, ids: Iterable[int]) -> set[int]:
    """Those of `ids` that are sample data; asks nothing where the workspace has none."""
    if not workspace().sample_data:
        return set()
    rows = PackItem.objects.filter(type=type_key, record_id__in=list(ids))
    return set(rows.values_list("record_id", flat=True))


def told_of(type_key: str, ids: Iterable[int], user: Any) -> dict[str, bool] | None:
    """What the notice above such records needs: whether this colleague may remove them; None where
    none of `ids` is sample data."""
    return {"may": user.can("kit.change_workspace")} if marked(type_key, ids) else None
