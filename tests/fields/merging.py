"""What the tests of merging share: everything that stands, as facts to compare."""

import hashlib
import json
from typing import Any

from django.apps import apps

from quen.fields.models import BulkEdit, File, Keeping, Merge, SearchPhone, SearchRow, ViewMember
from quen.insights.models import LeadMark, LineMark, Mark, PurchaseMark
from quen.insights.models import Tally as Figures
from quen.kit.models import Heartbeat, Job, KeptAnswer, Looking, Schedule
from quen.kit.plain_rows import plain
from quen.people.models import Company, Contact
from quen.sales.models import Deal, Tally
from quen.timeline.models import Delivery, Event, EventLink, LastEvent, Seal

# Queues, what the log grows by, and what is made anew from other rows.
LEFT_OUT = {
    BulkEdit, Delivery, Event, EventLink, Figures, Heartbeat, Job, Keeping, KeptAnswer, LastEvent, LeadMark, LineMark, Looking, Mark, Merge,
    PurchaseMark, Schedule, Seal, SearchPhone, SearchRow, Tally, ViewMember,
}  # fmt: skip
COUNTED = {"version", "updated_at"}


def everything(*, links_to: int | None = None) -> dict[str, Any]:
    """All columns of all rows with their ids; links of events up to `links_to`; search rows by what
    they find."""
    told: dict[str, Any] = {}
    for model in apps.get_models():
        if model.__module__.startswith("quen.") and model not in LEFT_OUT:
            told[model._meta.label] = _rows(model)
    links = EventLink.objects.order_by("id")
    links = links.filter(event__lte=links_to) if links_to else links
    told["links"] = {row.pk: (row.type, row.record_id, row.stood) for row in links}
    found = SearchRow.objects.order_by("type", "record_id")
    told["search"] = {f"{r.type}-{r.record_id}": (r.norm, r.marks) for r in found}
    return told


def _rows(model: Any) -> dict[int, dict[str, Any]]:
    names = [f.attname for f in model._meta.concrete_fields]
    if model in (Contact, Company, Deal):
        names = [name for name in names if name not in COUNTED]
    if model is File:
        names.remove("path")  # a random name
    rows = model._base_manager.order_by("pk").values(*names)
    key = model._meta.pk.attname
    return {row[key]: {name: plain(row[name]) for name in names} for row in rows}


def hashed(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def differences(was: dict[str, Any], now: dict[str, Any]) -> list[Any]:
    """Where two states differ, to read when a test fails."""
    found: list[Any] = []
    for table in sorted({*was, *now}):
        one, other = was.get(table), now.get(table)
        if isinstance(one, dict) and isinstance(other, dict):
            found += [
                (table, pk, one.get(pk), other.get(pk))
                for pk in sorted({*one, *other}, key=str)
                if one.get(pk) != other.get(pk)
            ]
        elif one != other:
            found.append((table, one, other))
    return found
