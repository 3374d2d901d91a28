"""Won deals close leads: those of the person, and those of the company they work for."""

from typing import Any

from django.db.models import CharField, F, QuerySet

from quen.insights.lead_rule import leads_close_by
from quen.insights.record_marking import Watched
from quen.kit.db import NoIndex
from quen.sales.models import Deal

_COLUMNS = ("closed_at", "state", "deleted_at")
_WON = {"state": "won"}


def declare() -> None:
    """Lend them (once, at start)."""
    leads_close_by(
        "deal",
        noun="deal",
        person=(Watched(Deal, "contact_id", _COLUMNS, _WON),),
        firm=(Watched(Deal, "company_id", _COLUMNS, _WON),),
        capability="sales.view_deal",
        rows=_rows,
        moment="closed_at",
    )


def _rows() -> QuerySet[Any]:
    """Looked for by whose they are: the index of states would read every deal that was ever won."""
    state = NoIndex(F("state"), output_field=CharField())
    return Deal._base_manager.alias(is_now=state).filter(deleted_at=None, is_now=Deal.State.WON)
