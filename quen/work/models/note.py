"""A note on a record, with answers below it: who may see the record may read it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from quen.accounts.visibility import Owned, OwnedQuerySet
from quen.fields.catalogue import all_fields
from quen.fields.record_pages import PAGES
from quen.kit.records import TYPES


class NoteQuerySet(OwnedQuerySet):
    def visible_to(self, user: Any, action: str = "view", *, removed: bool = False) -> Self:
        """Notes follow their record, and the field that they are about; changing them goes by their writer,
        like other records. `removed` ones are those to put back."""
        if removed:
            return self.exclude(deleted_at=None).within_reach(user, action)
        own = super().visible_to(user, action)
        if action != "view" or not user.can("work.view_note"):
            return own
        on = Q()
        for key in PAGES:
            if user.can((known := TYPES[key]).capability):
                hidden = [
                    f.key for f in all_fields(key).values() if not user.may_read_field(f.right)
                ]
                on |= Q(type=key) & Q(known.seen_from("record_id", user)) & ~Q(field__in=hidden)
        return self.filter(deleted_at=None).filter(on | Q(owner=user))

    def threads(self) -> Self:
        return self.filter(parent=None)


class Note(Owned):
    """`type` and `record_id` say what it stands on, `field` which value it is about (empty: all of it).
    An answer names the first note as its `parent`. A thread is open until it is settled."""

    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    text = models.TextField()
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(max_length=60, blank=True, default="", db_default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["type", "record_id", "-id"], name="work_note_record")]

    def __str__(self) -> str:
        return self.text[:80]
