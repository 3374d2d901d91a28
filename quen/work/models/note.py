"""A note on a record: who may see the record may read it."""

from django.db import models

from quen.accounts.visibility import Owned, OwnedQuerySet


class Note(Owned):
    """`type` and `record_id` say what it stands on."""

    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    text = models.TextField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["type", "record_id", "-id"], name="work_note_record")]

    def __str__(self) -> str:
        return self.text[:80]
