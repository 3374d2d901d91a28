"""Old ids of records that went up into others: where they lead now."""

from collections.abc import Iterable

from django.db.models import QuerySet

from quen.kit.models import Redirect

MOST_STEPS = 64


def survivors(type_key: str, ids: Iterable[int]) -> dict[int, int]:
    """Those of `ids` that lead elsewhere, each with the id it ends at; one query a step of the chain."""
    found: dict[int, int] = {}
    asked = {pk: {pk} for pk in ids}
    for _step in range(MOST_STEPS):
        steps = dict(_rows(type_key, asked).values_list("record_id", "to_id")) if asked else {}
        further: dict[int, set[int]] = {}
        for pk, to in steps.items():
            found |= dict.fromkeys(asked[pk], to)
            further.setdefault(to, set()).update(asked[pk])
        if not further:
            break
        asked = further
    return found


def survivor(type_key: str, record_id: int) -> int | None:
    """Where an old id leads, None where it leads nowhere."""
    return survivors(type_key, [record_id]).get(record_id)


def went_into(type_key: str, ids: Iterable[int]) -> set[int]:
    """Every old id that leads to one of `ids`, through others too."""
    found, asked = set[int](), set(ids)
    while asked:
        rows = Redirect.objects.filter(type=type_key, to_id__in=asked)
        asked = set(rows.values_list("record_id", flat=True)) - found
        found |= asked
    return found


def redirected(type_key: str) -> QuerySet[Redirect, int]:
    """The old ids of a type, to leave them out of a query."""
    return Redirect.objects.filter(type=type_key).values_list("record_id", flat=True)


def _rows(type_key: str, ids: Iterable[int]) -> QuerySet[Redirect]:
    return Redirect.objects.filter(type=type_key, record_id__in=list(ids))
