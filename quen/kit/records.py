"""Record types: how a low room shows, links and checks a record of a room above (type, id)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.functional import Promise

from quen.kit.redirects import survivor, survivors


@dataclass(frozen=True)
class RecordType:
    """What a room lends for one of its nouns; `short` is the form in API, webhooks and the palette.
    `named_by` is the column that the names in files are looked for in: `norm` holds them folded, any other
    as they are written."""

    key: str
    model: type[Model]
    label: str | Promise
    plural: str | Promise
    icon: str
    url: Callable[[int], str]
    title: Callable[[Any], str]
    short: Callable[[Any], dict[str, Any]]
    capability: str
    subtitle: Callable[[Any], str] = lambda record: ""
    named_by: str = "norm"

    def visible_to(self, user: Any, action: str = "view") -> QuerySet[Any]:
        """The records of this type that `user` may see (or do `action` to)."""
        return self.model.objects.visible_to(user, action)  # type: ignore[attr-defined, no-any-return]

    def seen_from(self, column: str, user: Any, action: str = "view") -> Exists:
        """On rows that point at a record by `column`: `user` may see it (or do `action` to it).

        Asked row by row: the ids of all that one may see are as many as the table has.
        """
        return Exists(self.visible_to(user, action).order_by().filter(pk=OuterRef(column)))


TYPES: dict[str, RecordType] = {}
_BY_MODEL: dict[type[Model], str] = {}


def record_type(key: str, **facts: Any) -> RecordType:
    """Lend a record type. Raises ValueError where the key is taken."""
    if key in TYPES:
        raise ValueError(f"the record type {key} exists already")
    TYPES[key] = RecordType(key=key, **facts)
    _BY_MODEL[TYPES[key].model] = key
    return TYPES[key]


def type_of(record: Model) -> str:
    """The key under which this record is linked. Raises LookupError for an unknown model."""
    try:
        return _BY_MODEL[record.__class__]  # request.user is a lazy object of another type
    except KeyError:
        raise LookupError(f"{type(record).__name__} is no record type") from None


def visible(type_key: str, record_id: int, user: Any, action: str = "view") -> Any | None:
    """The record where this user may see it, else None (also for an unknown type)."""
    known = TYPES.get(type_key)
    return known.visible_to(user, action).filter(pk=record_id).first() if known else None


def held(type_key: str, record_id: int, user: Any) -> Any | None:
    """As `visible`, and nobody merges or trashes the record before this transaction ends. Where it went up
    into another one meanwhile, that one is given."""
    known = TYPES.get(type_key)
    if known is None:
        return None
    rows = known.visible_to(user).select_for_update(no_key=True, of=("self",))
    found = rows.filter(pk=record_id).first()
    to = None if found else survivor(type_key, record_id)
    return rows.filter(pk=to).first() if to else found


def visible_ids(type_key: str, ids: Iterable[int], user: Any) -> set[int]:
    """Those of `ids` that this user may see, in one query; what went up into another is seen where
    that one is, which asks once more for ids that were not found."""
    known = TYPES.get(type_key)
    if known is None:
        return set()
    asked, rows = set(ids), known.visible_to(user)
    seen = set(rows.filter(pk__in=list(asked)).values_list("pk", flat=True))
    if asked - seen and (now := survivors(type_key, asked - seen)):
        there = set(rows.filter(pk__in=set(now.values())).values_list("pk", flat=True))
        seen |= {old for old, pk in now.items() if pk in there}
    return seen


def titles(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Names of records by (type, id), one query a type; trashed and hidden ones included."""
    wanted: dict[str, set[int]] = {}
    for key, record_id in pairs:
        wanted.setdefault(key, set()).add(record_id)
    found = {}
    for key, ids in wanted.items():
        if known := TYPES.get(key):
            for record in known.model._base_manager.filter(pk__in=ids):
                found[key, record.pk] = known.title(record)
    return found
