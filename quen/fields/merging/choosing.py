"""Which value stands, field by field, when records become one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.actions.values import rows_of
from quen.fields.catalogue import Field, all_fields
from quen.fields.merging.follows import Moving
from quen.fields.merging.ledger import image, undoes
from quen.fields.models import CustomField, Merge, Value
from quen.fields.reading import EMPTY
from quen.kit.records import TYPES
from quen.kit.refused import Refused

Columns = tuple[str, ...]
UNDOABLE = timedelta(days=30)


@dataclass(frozen=True)
class Mergeable:
    """What a room lends for one of its nouns that can be merged.

    `groups` are the columns behind a field where they are more than its own; `parts` are fields whose
    rows unite (only which is the first can be chosen), `apart` those that the
    room writes itself; `settle(moving)` sets what follows from others
    (a copy of the first phone); `settled(survivor)` makes it anew where an undone merge has left an
    edit standing.
    """

    type: str
    groups: Mapping[str, Columns]
    parts: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    settle: Callable[[Moving], None] = lambda moving: None
    settled: Callable[[Any], None] = lambda survivor: None


MERGEABLE: dict[str, Mergeable] = {}
# Rooms above bring up to date what they derived, once a merge is undone: `told(merge)`.
UNDONE: list[Callable[[Merge], None]] = []


def mergeable(type_key: str, **facts: Any) -> Mergeable:
    """Lend how records of a type are merged. Raises ValueError where it is lent."""
    if type_key in MERGEABLE:
        raise ValueError(f"merging of {type_key} is lent already")
    MERGEABLE[type_key] = Mergeable(type=type_key, **facts)
    return MERGEABLE[type_key]


def choosable(type_key: str, user: Any) -> dict[str, Field]:
    """Fields whose value `user` may choose when merging, by key."""
    known, model = MERGEABLE[type_key], TYPES[type_key].model
    columns = {f.attname for f in model._meta.concrete_fields}
    columns |= {key for key, group in known.groups.items() if group}
    along = {key for key, group in known.groups.items() if not group}
    return {
        key: field
        for key, field in all_fields(type_key).items()
        if field.write
        and (field.custom or key in known.parts or field.column in columns or key in columns)
        and key not in along
        and field.kind != "tags"
        and user.may_read_field(field.right)
        and user.may_write_field(field.right)
    }


def columns_of(type_key: str, key: str) -> Columns:
    """The columns that a field's value stands in."""
    known = MERGEABLE[type_key].groups.get(key)
    if known is not None:
        return known
    field = all_fields(type_key).get(key)
    return (field.column,) if field and field.column else ()


def checked(type_key: str, choices: Mapping[str, int], group: Sequence[Any], user: Any) -> None:
    """Raises Refused for a field that cannot be chosen, or a record that takes no part."""
    may, ids = choosable(type_key, user), {it.pk for it in group}
    for key, pk in choices.items():
        if key not in may:
            words = _("You may not choose this field.")
            raise Refused(words, errors={key: words})
        if pk not in ids:
            words = _("This record takes no part in the merge.")
            raise Refused(words, errors={key: words})


def chosen(
    type_key: str, choices: Mapping[str, int], survivor: Any, losers: Sequence[Any]
) -> dict[str, Any]:
    """The record whose value is taken, by field: as chosen, else the survivor, else who has one."""
    group = {it.pk: it for it in [survivor, *losers]}
    found: dict[str, Any] = {}
    for key in _keys(type_key):
        holds = [it for it in group.values() if filled(type_key, it, key)]
        if key in choices:
            found[key] = group[choices[key]]
        elif holds and survivor not in holds:
            found[key] = holds[0]
    return found


def _keys(type_key: str) -> list[str]:
    known = MERGEABLE[type_key]
    fields = all_fields(type_key)
    custom = CustomField.objects.filter(type=type_key).values_list("key", flat=True)
    plain = [key for key, f in fields.items() if f.write and f.custom is None]
    return [*dict.fromkeys([*plain, *known.groups]), *(f"custom.{key}" for key in custom)]


def filled(type_key: str, it: Any, key: str) -> bool:
    """Whether the record has a value of its own in this field."""
    if key.startswith("custom."):
        return it.custom.get(key.removeprefix("custom.")) not in EMPTY
    columns = columns_of(type_key, key)
    return bool(columns) and getattr(it, columns[0], None) not in EMPTY


def take_values(moving: Moving) -> None:
    """Write the chosen values onto the survivor, each field a step of its own."""
    known = MERGEABLE[moving.type]
    parts = (*known.parts, *known.apart)
    for key, source in moving.chosen.items():
        if source.pk == moving.survivor.pk or key in parts:
            continue
        if key.startswith("custom."):
            _take_custom(moving, key.removeprefix("custom."), source)
        else:
            names = columns_of(moving.type, key)
            moving.ledger.change(moving.survivor, **{n: getattr(source, n) for n in names})


def _take_custom(moving: Moving, key: str, source: Any) -> None:
    """A custom field's value, in the JSON and in its typed rows."""
    survivor = moving.survivor
    field = CustomField.objects.get(type=moving.type, key=key)
    was, now = survivor.custom.get(key), source.custom.get(key)
    if was == now:
        return
    rows = Value.objects.filter(field=field, record_id=survivor.pk)
    images = [image(row) for row in rows.order_by("pk")]
    moving.ledger.note("custom", moving.type, survivor.pk, field.pk, was, now, images)
    rows.delete()
    typed = [Value(**row._asdict()) for row in rows_of(field, survivor.pk, now)]
    Value.objects.bulk_create(typed)
    _write_custom(survivor, key, now)


def _write_custom(it: Any, key: str, value: Any) -> None:
    it.custom = {k: v for k, v in {**it.custom, key: value}.items() if v is not None}
    type(it)._base_manager.filter(pk=it.pk).update(custom=it.custom)


@undoes("custom")
def _custom_back(
    type_key: str, pk: int, field_id: int, was: Any, now: Any, images: list[dict[str, Any]]
) -> None:
    """The value and its rows as they were, where nobody has changed it since."""
    it: Any = TYPES[type_key].model._base_manager.filter(pk=pk).first()
    field = CustomField.objects.filter(pk=field_id).first()
    if it is None or field is None or it.custom.get(field.key) != now:
        return
    Value.objects.filter(field=field, record_id=pk).delete()
    known = {f.attname: f for f in Value._meta.concrete_fields}
    Value.objects.bulk_create(
        Value(**{k: v if known[k].is_relation else known[k].to_python(v) for k, v in one.items()})
        for one in images
    )
    _write_custom(it, field.key, was)


def suggested(type_key: str, records: Sequence[Any]) -> Any:
    """Whom to keep: the most complete, then the oldest."""
    keys = _keys(type_key)
    filled_of = {it.pk: sum(filled(type_key, it, key) for key in keys) for it in records}
    return min(records, key=lambda it: (-filled_of[it.pk], it.created_at, it.pk))
