"""What the business sees, as one hash: for tests that something is put back exactly.

Every column of every record outside the trash, its values, handles, addresses, links, tags, consents
and stays, without versions, times and ids; who is pointed at counts by name.
"""

import hashlib
import json
from typing import Any

from django.db.models import DateTimeField, ForeignKey, Model

from quen.fields.models import Tagged, Value
from quen.people.models import Address, Company, ConsentEntry, Contact, Handle, Relation
from quen.people.models import Stay as Lifecycle
from quen.sales.models import Deal, Stay

_OWN = (
    (Contact, "contact", (Handle, Address, Lifecycle, ConsentEntry)),
    (Company, "company", (Handle, Address)),
    (Deal, "deal", (Stay,)),
)


def picture() -> str:
    """The hash of all that stands."""
    told = []
    for model, key, parts in _OWN:
        live = model._base_manager.filter(deleted_at=None)
        told += [_record(it, key, parts) for it in live]
    told += [_row(it) for it in Relation.objects.all()]
    return hashlib.sha256(json.dumps(sorted(told)).encode()).hexdigest()


def _record(it: Model, key: str, parts: tuple[type[Model], ...]) -> str:
    told = [_row(it)]
    for part in parts:
        told += [_row(row, key) for row in part._base_manager.filter(**{key: it})]
    told += [t.tag.name for t in Tagged.objects.filter(type=key, record_id=it.pk)]
    values = Value.objects.filter(field__type=key, record_id=it.pk)
    told += [_row(row, "record") for row in values]
    return json.dumps(sorted(told))


def _row(it: Model, holder: str = "") -> str:
    told: dict[str, Any] = {}
    for field in it._meta.concrete_fields:
        timed = isinstance(field, DateTimeField) and field.name != "moment"
        if timed or field.name in ("id", "version", holder, f"{holder}_id"):
            continue
        value = getattr(it, field.attname)
        if isinstance(field, ForeignKey) and value is not None:
            value = str(getattr(it, field.name))
            value = value if "object (" not in value else "one"
        told[field.name] = value if isinstance(value, (dict, list)) else str(value)
    return json.dumps([type(it).__name__, told], sort_keys=True)
