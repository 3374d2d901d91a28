"""Notes are added and removed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.refused import Refused
from quen.kit.text import clean
from quen.timeline.log import record
from quen.work import events
from quen.work.models import Note
from quen.work.targets import around, target

LONGEST = 20_000


@transaction.atomic
def add_note(type_key: str, record_id: int, text: str, *, by: User) -> Note:
    """Write a note on a record that `by` may see. Raises Refused for nothing, too much, or no record."""
    text = clean(text).strip()
    if not text or len(text) > LONGEST:
        words = _("Write at most %d letters.") % LONGEST if text else _("Write something first.")
        raise Refused(words, errors={"text": words})
    it = target(type_key, record_id, by)
    now = timezone.now()
    note = Note.objects.create(
        type=type_key,
        record_id=record_id,
        text=text,
        owner=by,
        team_id=by.team_id,
        created_at=now,
        updated_at=now,
    )
    record(events.NoteAdded(text=text[:2000]), on=around(it), by=by)
    return note


@transaction.atomic
def trash_note(note: Note, *, by: User) -> Note:
    """Remove a note; the timeline keeps that there was one. Raises Refused."""
    note = Note.objects.select_for_update().get(pk=note.pk)
    if note.deleted_at:
        raise Refused(_("This is in the trash already."))
    note.deleted_at = timezone.now()
    note.save(update_fields=["deleted_at"])
    it = target(note.type, note.record_id, by)
    record(events.NoteDeleted(), on=around(it), by=by)
    return note
