"""What lies in the trash, as far as a user may take it out again."""

from typing import Any

from django.db.models import QuerySet

from quen.fields.actions.trash import STUB
from quen.kit.records import TYPES
from quen.kit.redirects import redirected


def trashed(type_key: str, user: Any) -> QuerySet[Any]:
    """Trashed records of a type that `user` may restore: whoever may delete may undo. What went up
    into another comes back by undoing the merge."""
    rows: QuerySet[Any] = TYPES[type_key].model.objects.within_reach(user, "delete")  # type: ignore[attr-defined]
    rows = rows.filter(deleted_at__isnull=False, version__gt=STUB)
    return rows.exclude(pk__in=redirected(type_key)).order_by("-deleted_at", "-id")
