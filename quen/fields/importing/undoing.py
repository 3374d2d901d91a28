"""Undoing an import: what it made goes to the trash, what it changed gets its exact earlier state back.

Records that a colleague touched since, and made ones that something else has come to point at, are
kept. Batches of 500 commit on their own, each note carries its outcome: a killed undo goes on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import override

from quen.accounts.visibility import Owned
from quen.fields import searching
from quen.fields.catalogue import all_fields
from quen.fields.events import ImportUndone
from quen.fields.importing.states import State, put_back, states
from quen.fields.list_sizes import forget_sizes
from quen.fields.models import ImportedRecord, ImportRun
from quen.fields.nouns import NOUNS
from quen.kit.garbage import seldom_searched
from quen.kit.records import TYPES
from quen.kit.tasks import task
from quen.timeline.log import record
from quen.timeline.models import EventLink

STEP = 500
Notes = Sequence[ImportedRecord]
_MADE = Q(before__isnull=True)


@task(outside=True)
def run_undo_import(run_id: int) -> None:
    """Undo what is left of a run; harmless when repeated."""
    go_back(ImportRun.objects.select_related("user").get(pk=run_id))


def go_back(run: ImportRun) -> None:
    """Undo all that the run still has standing, batch by batch."""
    with override(run.user.language), seldom_searched():
        for type_key in ordered_types(run):
            while _undo_next(run, type_key):
                pass
        _finish(run)


def ordered_types(run: ImportRun) -> list[str]:
    """Types of the run's records; what points (a deal) goes before what it points at (a company)."""
    found = run.records.order_by().values_list("type", flat=True).distinct()
    return sorted(found, key=lambda key: -len(_pointing_fields(TYPES[key].model)))


def _pointing_fields(model: type[models.Model]) -> list[Any]:
    keys = (f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey))
    return [f for f in keys if issubclass(f.related_model, Owned) and f.related_model is not model]


@transaction.atomic
def _undo_next(run: ImportRun, type_key: str) -> bool:
    """One batch; says whether there was any."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != ImportRun.State.UNDOING:
        return False
    standing = run.records.filter(type=type_key, outcome=ImportedRecord.Outcome.STANDS)
    notes = list(standing.order_by("-id")[:STEP])
    if not notes:
        return False
    model = TYPES[type_key].model
    ids = [note.record_id for note in notes]
    list(
        model._base_manager.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk")
    )
    kept = kept_ids(run, type_key, notes)
    _take_back(run, type_key, [note for note in notes if note.record_id not in kept])
    _tick_off(run, notes, kept)
    return True


def _take_back(run: ImportRun, type_key: str, notes: Notes) -> None:
    made = [note.record_id for note in notes if note.before is None]
    before: dict[int, State] = {n.record_id: n.before for n in notes if n.before is not None}
    if made:
        _trash(run, type_key, made)
    if before:
        _restore(run, type_key, before)


def _trash(run: ImportRun, type_key: str, ids: list[int]) -> None:
    model, now = TYPES[type_key].model, timezone.now()
    live = model._base_manager.filter(pk__in=ids, deleted_at=None)
    gone = [model(pk=pk) for pk in live.values_list("pk", flat=True)]
    if not gone:
        return
    live.update(deleted_at=now, updated_at=now, version=F("version") + 1)
    record(NOUNS[type_key].events["deleted"](), on=[*gone, run], by=run.user, via="undo")
    record(ImportUndone(name=run.name), on=[*gone, run], by=run.user, via="undo")
    searching.forget(type_key, ids)


def _restore(run: ImportRun, type_key: str, before: dict[int, State]) -> None:
    model = TYPES[type_key].model
    was = states(type_key, list(before))
    put_back(type_key, {pk: before[pk] for pk in was}, timezone.now())
    now = states(type_key, list(was))
    changes = {pk: {"changes": _changes(type_key, was[pk], now[pk])} for pk in was}
    there = [model(pk=pk) for pk in was]
    if there:
        kind = NOUNS[type_key].events["changed"]
        told = changes[there[0].pk]["changes"] if len(there) == 1 else {}
        each = None if len(there) == 1 else changes
        record(kind(changes=told), on=[*there, run], by=run.user, via="undo", per_record=each)
        record(ImportUndone(name=run.name), on=[*there, run], by=run.user, via="undo")
        searching.refresh(type_key, list(was))


def _changes(type_key: str, was: State, now: State) -> dict[str, list[Any]]:
    """What differs in columns and custom values, by catalogue key, as events tell it."""
    before, after = was["columns"], now["columns"]
    told = {
        f.key: [before[f.column], after[f.column]]
        for f in all_fields(type_key).values()
        if f.column in before and f.custom is None and before[f.column] != after[f.column]
    }
    old, new = before["custom"], after["custom"]
    differing = (k for k in {**old, **new} if old.get(k) != new.get(k))
    return told | {f"custom.{key}": [old.get(key), new.get(key)] for key in differing}


def _tick_off(run: ImportRun, notes: Notes, kept: set[int]) -> None:
    outcome = ImportedRecord.Outcome
    for done, value in ((False, outcome.KEPT), (True, outcome.UNDONE)):
        ids = [note.pk for note in notes if (note.record_id not in kept) is done]
        ImportedRecord.objects.filter(pk__in=ids).update(outcome=value)
        counter = "undone" if done else "kept"
        ImportRun.objects.filter(pk=run.pk).update(**{counter: F(counter) + len(ids)})


def kept_ids(run: ImportRun, type_key: str, notes: Notes) -> set[int]:
    """Those of the noted records that an undo leaves alone."""
    touched = touched_since(run).filter(pk__in=[note.pk for note in notes])
    made = [note.record_id for note in notes if note.before is None]
    return set(touched.values_list("record_id", flat=True)) | pointed_at(type_key, made)


def touched_since(run: ImportRun) -> "models.QuerySet[ImportedRecord]":
    """Notes on records that a person did something to after the run: events of the run itself, of
    rules, and of imports that are undone do not count."""
    undone = ImportRun.objects.filter(state=ImportRun.State.UNDONE).values("pk")
    own = EventLink.objects.filter(
        Q(record_id=run.pk) | Q(record_id__in=undone), type="import", event_id=OuterRef("event_id")
    )
    since = EventLink.objects.filter(
        type=OuterRef("type"),
        record_id=OuterRef("record_id"),
        event_id__gt=OuterRef("event"),
        event__actor__isnull=False,
    ).filter(~Exists(own))
    return run.records.filter(Exists(since))


def pointed_at(type_key: str, ids: Sequence[int], beside: ImportRun | None = None) -> set[int]:
    """Those of these records that a live record outside of them, and of the run `beside`, points at
    (a company its people)."""
    found: set[int] = set()
    model = TYPES[type_key].model
    for relation in model._meta.related_objects:
        held = relation.field
        if ids and issubclass(held.model, Owned):
            rows = held.model._base_manager.filter(**{f"{held.attname}__in": ids}, deleted_at=None)
            rows = rows.exclude(pk__in=ids) if held.model is model else rows
            if beside is not None:
                along = beside.records.filter(type=type_name(held.model), record_id=OuterRef("pk"))
                rows = rows.filter(~Exists(along))
            found |= set(rows.order_by().values_list(held.attname, flat=True))
    return found


def type_name(model: type[models.Model]) -> str:
    """The record type of a model."""
    return next((key for key, it in TYPES.items() if it.model is model), "")


@dataclass(frozen=True)
class Preview:
    """What an undo would do: [(type, made, changed)], and the notes on records that it would keep."""

    counts: list[tuple[str, int, int]]
    kept: list[ImportedRecord]


def preview(run: ImportRun) -> Preview:
    """Look what an undo would do now."""
    told = run.records.values_list("type").annotate(all=Count("pk"), made=Count("pk", filter=_MADE))
    counts = [(type_key, made, both - made) for type_key, both, made in told.order_by("type")]
    kept = {note.pk: note for note in touched_since(run).order_by("number")}
    for type_key, made, _changed in counts:
        notes = (
            run.records.filter(_MADE, type=type_key).order_by("pk") if made else run.records.none()
        )
        for batch in _batched(notes.values_list("record_id", flat=True).iterator(2000)):
            pointed = pointed_at(type_key, batch, beside=run)
            rows = run.records.filter(type=type_key, record_id__in=pointed) if pointed else ()
            kept |= {note.pk: note for note in rows}
    return Preview(counts, list(kept.values()))


def _batched(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while batch := list(islice(left, STEP)):
        yield batch


@transaction.atomic
def _finish(run: ImportRun) -> None:
    ended = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.UNDOING)
    if ended.update(state=ImportRun.State.UNDONE):
        run.refresh_from_db()
        told = ImportUndone(name=run.name, undone=run.undone, kept=run.kept)
        record(told, on=[run], by=run.user, via="undo")
        forget_sizes()
