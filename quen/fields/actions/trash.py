"""The trash is emptied: after 60 days what nothing points at goes, the rest stays as a nameless stub."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone

from quen.accounts.models.share import Share
from quen.fields import events, searching
from quen.fields.models import Attached, Tagged, Value
from quen.fields.nouns import NOUNS, Noun
from quen.kit.backup.shelf import erases_again, note_erased
from quen.timeline.log import record

KEPT = timedelta(days=60)
BATCH = 200
STUB = 0  # the version of a stub: no live record has it

_nameless: dict[str, Callable[[Sequence[Any]], None]] = {}


def nameless(type_key: str) -> Callable[[Any], Any]:
    """Lend what makes records of a type nameless: `empty(records)` clears columns and own tables."""

    def lend(empty: Callable[[Sequence[Any]], None]) -> Any:
        _nameless[type_key] = empty
        return empty

    return lend


def empty_trash() -> int:
    """Purge one batch of each type; gives how many records went or became stubs."""
    return sum(_purge(it) for it in NOUNS.values())


def _purge(it: Noun) -> int:
    """They are looked for in no transaction: it takes seconds where a million stand, and nobody is to wait."""
    old = it.model._base_manager.filter(deleted_at__lt=timezone.now() - KEPT, version__gt=STUB)
    ids = list(old.order_by("deleted_at").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    with transaction.atomic():
        return _purge_rows(it, list(old.select_for_update().filter(pk__in=ids)))


@erases_again("purged")
@transaction.atomic
def purge_again(type_key: str, ids: list[int]) -> None:
    """Purge records that a restored backup has brought back; those that are gone stay so."""
    purge(NOUNS[type_key], ids)


@transaction.atomic
def purge(it: Noun, ids: Sequence[int]) -> int:
    """Purge these records now, in the trash or not; gives how many went or became stubs."""
    rows = it.model._base_manager.filter(pk__in=list(ids), version__gt=STUB)
    rows.update(deleted_at=timezone.now())
    return _purge_rows(it, list(rows))


def _purge_rows(it: Noun, rows: list[Any]) -> int:
    if not rows:
        return 0
    ids = [row.pk for row in rows]
    _forget(it.type, ids)
    stubs = [row for row in rows if not _gone(row)]
    if stubs:
        _nameless[it.type](stubs)
        emptied: dict[str, Any] = {"version": STUB, "custom": {}}
        it.model._base_manager.filter(pk__in=[row.pk for row in stubs]).update(**emptied)
    record(events.TrashEmptied(type=it.type, count=len(rows), stubs=len(stubs)), on=[])
    note_erased("purged", it.type, ids)
    return len(rows)


def _gone(row: Model) -> bool:
    """Delete it, unless money or history points at it."""
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    return True


def _forget(type_key: str, ids: list[int]) -> None:
    Tagged.objects.filter(type=type_key, record_id__in=ids).delete()
    Value.objects.filter(field__type=type_key, record_id__in=ids).delete()
    Attached.objects.filter(type=type_key, record_id__in=ids).delete()
    Share.objects.filter(type=type_key, record_id__in=ids).delete()
    searching.forget(type_key, ids)
