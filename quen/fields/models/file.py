"""A file that a record holds: in a custom field, beside it, or on one of its notes."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from quen.fields.models.attached import Attached
from quen.fields.models.custom import Value
from quen.kit.records import TYPES


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """What stands on a record and in a field that `user` may see, and one's own that stand nowhere yet."""
        if not user.can("web.use"):
            return self.none()
        held = Value.objects.filter(field__kind="file", field__removed_at=None)
        beside = Attached.objects.visible_to(user, action)
        nowhere = ~Q(pk__in=held.values("reference")) & Q(attached=None)
        seen = Q(pk__in=beside.values("file")) | (Q(added_by=user) & nowhere)
        for type_key, key in held.order_by().values_list("field__type", "field__key").distinct():
            if type_key in TYPES and user.may_read_field(f"{type_key}.custom.{key}"):
                records = TYPES[type_key].visible_to(user, action).order_by().values("pk")
                here = held.filter(field__type=type_key, field__key=key, record_id__in=records)
                seen |= Q(pk__in=here.values("reference"))
        return self.filter(seen)

    def held(self) -> Self:
        """Those that stand somewhere, also on a record in the trash."""
        fields = Value.objects.filter(field__kind="file", reference__isnull=False)
        beside = Attached.objects.filter(removed_at=None)
        held = Q(pk__in=fields.values("reference")) | Q(pk__in=beside.values("file"))
        return self.filter(held)

    def unheld(self) -> Self:
        """Those that stand nowhere any more."""
        return self.exclude(pk__in=self.model.objects.held().values("pk"))


class File(models.Model):
    """`path` is a random name below the folder of files, `media` what the content is.

    `unheld_at` is when no record held it any more; a month later it is deleted.
    """

    path = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=140)
    media = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    unheld_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = FileQuerySet.as_manager()

    @property
    def short(self) -> dict[str, Any]:
        """What a record keeps of it."""
        return {"id": self.pk, "name": self.name, "media": self.media, "size": self.size}
