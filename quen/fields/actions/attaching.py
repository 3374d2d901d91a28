"""Files are put on records and on their notes, removed, and put back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.accounts.visibility import may
from quen.fields import events
from quen.fields.actions.files import KEPT, keep_file
from quen.fields.models import Attached, File
from quen.fields.models.attached import HOLDERS
from quen.fields.nouns import NOUNS
from quen.kit import records
from quen.kit.refused import Refused
from quen.timeline.log import record

MOST = 20


def keep_sent(sent: Sequence[Any], *, by: User) -> tuple[list[File], list[str]]:
    """Keep the uploads sent at once; gives the files, and a sentence for each that could not be kept.

    Raises Refused for more than 20, and where none could be kept.
    """
    if len(sent) > MOST:
        raise Refused(_("Send at most %d files at once.") % MOST)
    kept, told = [], []
    for one in sent:
        try:
            kept.append(keep_file(one.name or "", one, by=by))
        except Refused as refused:
            told.append(f"{one.name}: {refused.message}")
    if told and not kept:
        raise Refused(" ".join(told), errors={"files": " ".join(told)})
    return kept, told


@transaction.atomic
def add_files(type_key: str, record_id: int, files: Sequence[File], *, by: User) -> list[Attached]:
    """Put kept files on a record. Raises Refused for none, for a record that `by` may not change, and
    for files that stand somewhere already or are somebody else's."""
    it = _holder(type_key, record_id, by)
    if not files:
        raise Refused(_("Choose a file first."))
    if not may(it, by, "change"):
        raise Refused(_("You may see this record, and not change it."), status=403)
    rows = attach(it, files, by=by)
    told = events.FileAdded(names=names_of(files), files=[one.pk for one in files])
    record(told, on=_around(type_key, it), by=by)
    return rows


def attach(
    it: Any, files: Sequence[File], *, by: User, entry: str = "", entry_id: int | None = None
) -> list[Attached]:
    """The rows alone, for a verb that tells of it itself (a note). Raises Refused as add_files does."""
    if records.type_of(it) not in HOLDERS:
        raise Refused(_("Files cannot stand on this kind of record."))
    mine = File.objects.filter(pk__in=[one.pk for one in files], added_by=by)
    if mine.nowhere().count() != len(files):
        raise Refused(_("There is no such file, or it stands on a record already."))
    mine.update(unheld_at=None)
    about = {"type": records.type_of(it), "record_id": it.pk, "entry": entry, "entry_id": entry_id}
    now: datetime = timezone.now()
    made = (Attached(file=one, added_by=by, added_at=now, **about) for one in files)
    return Attached.objects.bulk_create(made)


@transaction.atomic
def remove_file(attached: Attached, *, by: User) -> Attached:
    """Take a file off its record; it can be put back for a month. Raises Refused where it is off."""
    attached = _locked(attached)
    if attached.removed_at:
        raise Refused(_("This file was removed already."))
    _stand(attached, timezone.now())
    _tell(events.FileRemoved(names=attached.file.name), attached, by)
    return attached


@transaction.atomic
def restore_file(attached: Attached, *, by: User) -> Attached:
    """Put a removed file back. Raises Refused where it stands."""
    attached = _locked(attached)
    if not attached.removed_at:
        raise Refused(_("This file stands on the record."))
    _stand(attached, None)
    _tell(events.FileRestored(names=attached.file.name), attached, by)
    return attached


@transaction.atomic
def let_go(entry: str, ids: Iterable[int]) -> None:
    """The entries are gone: so are the files that came with them, deleted a month later."""
    rows = Attached.objects.filter(entry=entry, entry_id__in=list(ids), removed_at=None)
    File.objects.filter(pk__in=rows.values("file")).update(unheld_at=timezone.now())
    rows.update(removed_at=timezone.now())


@transaction.atomic
def take_back(entry: str, ids: Iterable[int], since: datetime) -> None:
    """The entries are there again: so are the files that were let go with them since then."""
    rows = Attached.objects.filter(entry=entry, entry_id__in=list(ids), removed_at__gte=since)
    File.objects.filter(pk__in=rows.values("file")).update(unheld_at=None)
    rows.update(removed_at=None)


def names_of(files: Sequence[File]) -> str:
    """The names of files in a sentence, the first five of them."""
    names = ", ".join(one.name for one in files[:5])
    return f"{names} (+{len(files) - 5})" if len(files) > 5 else names


def _holder(type_key: str, record_id: int, by: User) -> Any:
    it = records.held(type_key, record_id, by) if type_key in HOLDERS else None
    if it is None:
        raise Refused(_("There is no such record."), status=404)
    return it


def _locked(attached: Attached) -> Attached:
    rows = Attached.objects.select_for_update(of=("self",)).select_related("file")
    found = rows.filter(pk=attached.pk).first()
    if found is None:
        days = KEPT.days
        raise Refused(_("This file was deleted for good, %d days after it was removed.") % days)
    return found


def _stand(attached: Attached, removed_at: datetime | None) -> None:
    attached.removed_at = removed_at
    attached.save(update_fields=["removed_at"])
    File.objects.filter(pk=attached.file_id).update(unheld_at=removed_at)


def _tell(happening: Any, attached: Attached, by: User) -> None:
    it = records.TYPES[attached.type].model._base_manager.filter(pk=attached.record_id).first()
    record(happening, on=_around(attached.type, it) if it else [], by=by)


def _around(type_key: str, it: Any) -> list[Any]:
    return [it, *NOUNS[type_key].also_on(it)]
