"""Notes hold files: whoever may read the note may fetch them."""

from typing import Any

from django.db.models import Q, QuerySet

from quen.fields.catalogue import catalogue
from quen.fields.models.attached import HOLDERS, holds_files
from quen.work.models import Note


@holds_files("note")
def readable(user: Any) -> QuerySet[Note]:
    """Notes outside the trash, but for those about a field that is hidden from `user`; their record
    is asked for by the file itself."""
    if not user.can("work.view_note"):
        return Note.objects.none()
    about = Q(field="")
    for key in HOLDERS:
        about |= Q(type=key, field__in=list(catalogue(key, user).fields))
    return Note.objects.filter(about, deleted_at=None)
