"""A file that stands on a record, or on one of the record's entries (a note)."""

from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from quen.kit.records import TYPES

# Types whose records hold files, and the entries of records that do: `readable(user)` gives their ids.
HOLDERS: list[str] = []
ENTRIES: dict[str, Callable[[Any], QuerySet[Any]]] = {}


def holds_files(entry: str) -> Callable[[Any], Any]:
    """Lend `readable(user)` for entries that hold files. Raises ValueError where the name is taken."""

    def lend(readable: Callable[[Any], QuerySet[Any]]) -> Any:
        if entry in ENTRIES:
            raise ValueError(f"the entries {entry} hold files already")
        ENTRIES[entry] = readable
        return readable

    return lend


class AttachedQuerySet(models.QuerySet["Attached"]):
    def visible_to(self, user: Any, action: str = "view", *, removed: bool = False) -> Self:
        """Files follow their record, and their note where they stand on one; whoever may change the
        record may remove them, and so may whoever added them. `removed` gives those that were."""
        seen = self.filter(_on_records(user, "view") & _in_entries(user))
        seen = seen.filter(removed_at__isnull=not removed)
        if action == "view":
            return seen
        return seen.filter(Q(added_by=user) | _on_records(user, action))

    def of(self, type_key: str, record_id: int) -> Self:
        """Those of one record."""
        return self.filter(type=type_key, record_id=record_id)


def _on_records(user: Any, action: str) -> Q:
    """Asked for each file by its record's key: a list of all records one may see would cost more than
    all else at a million."""
    found = Q(pk__in=[])
    for key in HOLDERS:
        rows = TYPES[key].visible_to(user, action).order_by()
        found |= Q(Exists(rows.filter(pk=OuterRef("record_id"))), type=key)
    return found


def _in_entries(user: Any) -> Q:
    found = Q(entry="")
    for key, readable in ENTRIES.items():
        rows = readable(user).order_by()
        found |= Q(Exists(rows.filter(pk=OuterRef("entry_id"))), entry=key)
    return found


class Attached(models.Model):
    """`type` and `record_id` say on what it stands; `entry` and `entry_id` name the note it came with."""

    file = models.OneToOneField("fields.File", on_delete=models.CASCADE, related_name="attached")
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    entry = models.CharField(max_length=12, blank=True, default="")
    entry_id = models.BigIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["type", "record_id", "-id"], name="fields_attached_record"),
            models.Index(fields=["entry", "entry_id"], name="fields_attached_entry"),
        ]
