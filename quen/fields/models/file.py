"""A file that a record holds: in a custom field, beside it, or on one of its notes."""

from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from quen.fields.models.attached import Attached
from quen.fields.models.custom import CustomField, Value
from quen.kit.records import TYPES

# Rooms above lend the ids of files that they hold in tables of their own.
KEPT_BY: list[Callable[[], QuerySet[Any]]] = []


def keeps_files(ids: Callable[[], QuerySet[Any]]) -> None:
    """Lend a query of file ids that something holds, so that they are not tidied away."""
    KEPT_BY.append(ids)


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, user: Any, action: str = "view") -> Self:
        """What stands on a record and in a field that `user` may see, and one's own that stand nowhere yet."""
        if not user.can("web.use"):
            return self.none()
        seen = Q(Exists(Attached.objects.visible_to(user, action).filter(file=OuterRef("pk"))))
        for field in _fields():
            if field.type in TYPES and user.may_read_field(f"{field.type}.custom.{field.key}"):
                rows = TYPES[field.type].visible_to(user, action).order_by()
                here = Value.objects.filter(field_id=field.pk, reference=OuterRef("pk"))
                seen |= Q(Exists(here.filter(Exists(rows.filter(pk=OuterRef("record_id"))))))
        return self.filter(seen | Q(added_by=user) & _nowhere())

    def nowhere(self) -> Self:
        """Those that no record holds or held beside it."""
        return self.filter(_nowhere())

    def held(self) -> Self:
        """Those that stand somewhere, also on a record in the trash."""
        fields = Value.objects.filter(field__kind="file", reference__isnull=False)
        beside = Attached.objects.filter(removed_at=None)
        held = Q(pk__in=fields.values("reference")) | Q(pk__in=beside.values("file"))
        for ids in KEPT_BY:
            held |= Q(pk__in=ids())
        return self.filter(held)

    def unheld(self) -> Self:
        """Those that stand nowhere any more."""
        return self.exclude(pk__in=self.model.objects.held().values("pk"))


def _fields() -> QuerySet[CustomField]:
    return CustomField.objects.filter(kind="file", removed_at=None)


def _nowhere() -> Q:
    """The fields by their ids, since the index of values begins with them."""
    ids = list(_fields().values_list("pk", flat=True))
    held = Value.objects.filter(field_id__in=ids, reference=OuterRef("pk"))
    return ~Exists(held) & Q(attached=None)


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
