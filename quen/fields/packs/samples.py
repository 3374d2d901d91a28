"""Sample data of packs: made through the same actions as real records, marked, and told apart again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CASCADE, Model
from django.utils.translation import gettext as _

from quen.accounts.models.share import Share
from quen.fields.actions.records import add_one
from quen.fields.actions.trash import purge
from quen.fields.merging.follows import FOLLOWS
from quen.fields.models import PackItem, Value
from quen.fields.nouns import NOUNS
from quen.fields.packs.parts import Made, Making, Spec, part, parts
from quen.kit.records import TYPES, type_of
from quen.kit.redirects import redirected
from quen.timeline.models import EventLink

Ids = dict[str, set[int]]
# What goes with a record without anybody asking for it.
PARTS_OF_IT = (EventLink, Share)
EDITED = ("changed", "assigned", "merged")


def samples_of(key: str, type_key: str, label: Any, order: int, complete: Any = None) -> None:
    """Lend sample records of a noun; `complete(spec, making)` gives what its spec leaves unsaid."""

    def make(spec: Spec, it: Making) -> Made:
        given = {name: it.given(value) for name, value in spec.get("given", {}).items()}
        given = {name: value for name, value in given.items() if value is not None}
        given["custom"] = {key: it.given(value) for key, value in spec.get("custom", {}).items()}
        given = (complete(spec, it) if complete else {}) | given
        return Made(add_one(NOUNS[type_key], given, by=it.by, via="pack").pk)

    def remove(ids: list[int]) -> None:
        purge(NOUNS[type_key], ids)

    model = NOUNS[type_key].model
    part(key, label=label, order=order, make=make, type=type_key, model=model, remove=remove)


@dataclass
class Leaving:
    """What removing the sample data would take away, and what stays with the reason in words."""

    going: Ids = field(default_factory=lambda: defaultdict(set))
    kept: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(ids) for ids in self.going.values())

    def told(self) -> list[tuple[str, str]]:
        """(name, why) of what stays."""
        items = PackItem.objects.filter(type__in={key for key, _pk in self.kept})
        names = {(item.type, item.record_id): item.name for item in items}
        return [(names.get(pair, ""), why) for pair, why in self.kept.items()]


def leaving(items: Iterable[PackItem], *, all_of_it: bool = False) -> Leaving:
    """Weigh these samples: what people changed, and what something real hangs on, stays; `all_of_it`
    takes what was only changed, too. What a kept record needs (its company) stays with it."""
    it = Leaving()
    for item in items:
        it.going[item.type].add(item.record_id)
    _forget_gone(it)
    if not all_of_it:
        for key, ids in list(it.going.items()):
            _keep(it, key, dict.fromkeys(_edited(key, ids), _("somebody changed it")))
    for one in parts(samples=True):
        _keep(it, one.type, one.holds(list(it.going[one.type])))
    while _keep_pointed(it):
        pass
    return it


def _forget_gone(it: Leaving) -> None:
    """What went up into another record, or is no longer there, is nobody's sample."""
    for key, ids in it.going.items():
        rows = _models()[key]._base_manager.filter(pk__in=ids)
        if key in NOUNS:
            rows = rows.exclude(pk__in=redirected(key))
        it.going[key] = set(rows.values_list("pk", flat=True))


def _edited(type_key: str, ids: set[int]) -> set[int]:
    kinds = [f"{type_key}.{verb}" for verb in EDITED]
    links = EventLink.objects.filter(type=type_key, record_id__in=ids, event__kind__in=kinds)
    return set(links.filter(event__actor__isnull=False).values_list("record_id", flat=True))


def _keep(it: Leaving, type_key: str, reasons: Mapping[int, str]) -> None:
    for pk, why in reasons.items():
        if pk in it.going[type_key]:
            it.going[type_key].discard(pk)
            it.kept[type_key, pk] = why


def _keep_pointed(it: Leaving) -> bool:
    """Keep what a row that stays points at; gives whether that made any difference."""
    before = len(it.kept)
    for key, ids in list(it.going.items()):
        if ids:
            _keep(it, key, _pointed(it, key, ids))
    return len(it.kept) > before


def _pointed(it: Leaving, type_key: str, ids: set[int]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for follow in FOLLOWS:
        asked = follow.counted is not None or follow.model is Value
        rows = follow.rows(type_key, list(ids)) if asked else None
        if rows is None or follow.model in PARTS_OF_IT or _is_part(follow.model):
            continue
        for row in rows:
            named = {getattr(row, column) for column in follow.columns} & ids
            if named and not _goes(it, row):
                reasons |= dict.fromkeys(named, _called(row))
    return reasons


def _is_part(model: Any) -> bool:
    """Whether its rows are part of the record (phones, addresses): they go with it."""
    pointers = [f for f in model._meta.concrete_fields if f.related_model in _models().values()]
    return any(
        f.remote_field.on_delete is CASCADE and f.related_model is not model for f in pointers
    )


def _goes(it: Leaving, row: Any) -> bool:
    if isinstance(row, Value):
        return row.record_id in it.going.get(row.field.type, ())
    key = next((key for key, model in _models().items() if isinstance(row, model)), "")
    return row.pk in it.going.get(key, ())


def _called(row: Any) -> str:
    """What hangs on a sample, in words: “Deal: Roof for a warehouse”."""
    try:
        known = TYPES[type_of(row)]
    except LookupError:
        told = str(row)[:60] if "__str__" in vars(type(row)) else ""
        return (
            _("something real hangs on it: %s") % told if told else _("something real hangs on it")
        )
    return _("something real hangs on it: %s") % f"{known.label}: {known.title(row)[:60]}"


def _models() -> dict[str, type[Model]]:
    return {one.type: one.model for one in parts(samples=True) if one.model}
