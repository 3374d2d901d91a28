"""Notes are written and answered, settled, opened again, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions.attaching import attach, let_go, take_back
from quen.fields.models import File
from quen.kit.refused import Refused
from quen.kit.text import clean
from quen.kit.uploads import shown_as
from quen.timeline.actions.notices import join_record
from quen.timeline.log import record
from quen.work import events
from quen.work.mentions import mentioned, warning
from quen.work.models import Note
from quen.work.targets import around, held_target, target

LONGEST = 20_000


@dataclass(frozen=True)
class Written:
    """A note that stands, and what its writer should know: who was named but may not read it."""

    note: Note
    warning: str = ""


def add_note(type_key: str, record_id: int, text: str, *, by: User, field: str = "") -> Note:
    """Write a note on a record that `by` may see. Raises Refused for nothing, too much, or no record."""
    return write_note(type_key, record_id, text, by=by, field=field).note


@transaction.atomic
def write_note(
    type_key: str,
    record_id: int,
    text: str,
    *,
    by: User,
    field: str = "",
    parent: Note | None = None,
    files: Sequence[File] = (),
) -> Written:
    """Write a note, or an answer to one; an "@name" in it tells that colleague or team.

    Whoever writes or is named follows the record from then on. An answer opens a settled thread again.
    `files` are kept ones that stand nowhere yet; with them the text may stay empty.
    Raises Refused for nothing, too much, or a record that `by` may not see (404).
    """
    text = _checked(text or _named(files))
    it = held_target(type_key, record_id, by)
    record_id = it.pk if it else record_id
    first = _first(parent)
    named = mentioned(text, type_key, record_id, by)
    note = _stored(type_key, record_id, text, by, first.field if first else field, first)
    if first and first.settled_at:
        _settle(first, None)
    if files:
        attach(it, files, by=by, entry="note", entry_id=note.pk)
    told = events.NoteAdded(
        text=text[:2000],
        files=[one.pk for one in files],
        mentioned=list(named.ids),
        thread=list(_thread(first)) if first else [],
        answer=first is not None,
        about=note.field,
    )
    record(told, on=around(it), by=by)
    join_record(type_key, record_id, {by.pk, *named.ids})
    return Written(note, warning(named.unseeing))


def _checked(text: str) -> str:
    text = clean(text).strip()
    if not text or len(text) > LONGEST:
        words = _("Write at most %d letters.") % LONGEST if text else _("Write something first.")
        raise Refused(words, errors={"text": words})
    return text


def _named(files: Sequence[File]) -> str:
    """What a note says that has files and no words."""
    words = {"picture": _("Photo"), "sound": _("Voice note")}
    kinds = [shown_as(one.media, one.name)[0] for one in files]
    return ", ".join(dict.fromkeys(words.get(kind, _("File")) for kind in kinds))


def _first(parent: Note | None) -> Note | None:
    """The thread's first note, locked. Raises Refused where it is in the trash."""
    if parent is None:
        return None
    rows = Note.objects.select_for_update().filter(pk=parent.parent_id or parent.pk)
    first: Note | None = rows.first()
    if first is None or first.deleted_at:
        raise Refused(_("This is in the trash already."))
    return first


def _stored(
    type_key: str, record_id: int, text: str, by: User, field: str, first: Note | None
) -> Note:
    now = timezone.now()
    return Note.objects.create(
        type=type_key,
        record_id=record_id,
        text=text,
        parent=first,
        field=field,
        owner=by,
        team_id=by.team_id,
        created_at=now,
        updated_at=now,
    )


def _thread(first: Note) -> set[int]:
    """Who wrote in a thread."""
    rows = Note.objects.filter(parent=first, owner__isnull=False)
    return {first.owner_id or 0, *rows.values_list("owner_id", flat=True)} - {0}


@transaction.atomic
def settle_note(note: Note, *, by: User) -> Note:
    """Say that a thread is settled. Raises Refused where it is."""
    note = _locked(note)
    if note.settled_at:
        raise Refused(_("This is settled already."))
    _settle(note, by)
    it = target(note.type, note.record_id, by)
    record(events.NoteSettled(text=note.text[:200], about=note.field), on=around(it), by=by)
    return note


@transaction.atomic
def reopen_note(note: Note, *, by: User) -> Note:
    """Open a settled thread again. Raises Refused where it is open."""
    note = _locked(note)
    if not note.settled_at:
        raise Refused(_("This is open."))
    _settle(note, None)
    it = target(note.type, note.record_id, by)
    record(events.NoteReopened(text=note.text[:200], about=note.field), on=around(it), by=by)
    return note


def _settle(note: Note, by: User | None) -> None:
    note.settled_at, note.settled_by = (timezone.now(), by) if by else (None, None)
    note.version += 1
    note.save(update_fields=["settled_at", "settled_by", "version"])


def _locked(note: Note) -> Note:
    found: Note | None = (
        Note.objects.select_for_update().filter(pk=note.pk, parent=None, deleted_at=None).first()
    )
    if found is None:
        raise Refused(_("This is in the trash already."))
    return found


@transaction.atomic
def trash_note(note: Note, *, by: User) -> Note:
    """Remove a note, with the answers below it; the timeline keeps that there was one. Raises Refused."""
    note = Note.objects.select_for_update().get(pk=note.pk)
    if note.deleted_at:
        raise Refused(_("This is in the trash already."))
    now: Any = timezone.now()
    note.deleted_at = now
    note.save(update_fields=["deleted_at"])
    below = Note.objects.filter(parent=note, deleted_at=None)
    gone = [note.pk, *below.values_list("pk", flat=True)]
    below.update(deleted_at=now)
    let_go("note", gone)
    it = target(note.type, note.record_id, by)
    record(events.NoteDeleted(), on=around(it), by=by)
    return note


@transaction.atomic
def restore_note(note: Note, *, by: User) -> Note:
    """Put a removed note back, with the answers and files that went with it. Raises Refused where it stands,
    and where it answered a thread that is in the trash."""
    note = Note.objects.select_for_update().get(pk=note.pk)
    gone = note.deleted_at
    if gone is None:
        raise Refused(_("This note stands."))
    _first(note.parent)
    again = Note.objects.filter(Q(pk=note.pk) | Q(parent=note), deleted_at=gone)
    ids = list(again.values_list("pk", flat=True))
    again.update(deleted_at=None)
    take_back("note", ids, gone)
    it = target(note.type, note.record_id, by)
    record(events.NoteRestored(), on=around(it), by=by)
    note.deleted_at = None
    return note
