"""Who looks at which record now, over all web processes: each tells what its open pages show."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from quen.kit.models import Looking

# A process tells anew every five seconds; one that died is believed this long.
BELIEVED = timedelta(seconds=12)
Seen = dict[tuple[str, int], frozenset[int]]


def looking_at(type_key: str, record_id: int) -> set[int]:
    """Ids of the colleagues who have this record open."""
    rows = _believed().filter(type=type_key, record_id=record_id)
    return set(rows.values_list("user_id", flat=True))


def everybody() -> Seen:
    """Who looks at what, by record."""
    seen: dict[tuple[str, int], set[int]] = {}
    for type_key, record_id, user_id in _believed().values_list("type", "record_id", "user_id"):
        seen.setdefault((type_key, record_id), set()).add(user_id)
    return {name: frozenset(users) for name, users in seen.items()}


@transaction.atomic
def tell(process: str, looks: Iterable[tuple[int, str, int]]) -> None:
    """Replace what a process said: (user, type, record) for each open page."""
    now = timezone.now()
    Looking.objects.filter(process=process).delete()
    Looking.objects.filter(seen_at__lt=now - BELIEVED).delete()
    Looking.objects.bulk_create(
        Looking(process=process, user_id=user, type=key, record_id=pk, seen_at=now)
        for user, key, pk in looks
    )


def _believed() -> QuerySet[Looking]:
    return Looking.objects.filter(seen_at__gt=timezone.now() - BELIEVED)
