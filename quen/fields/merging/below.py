"""How the tables of this room and of the rooms below follow a merge."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from quen.accounts.models.share import Share
from quen.fields.merging.follows import Moving, follows, stays, taken_by, unites
from quen.fields.merging.ledger import undoes
from quen.fields.models import (
    Attached,
    CheckedRow,
    ImportedRecord,
    Merge,
    PackItem,
    SearchRow,
    Tagged,
    Value,
    ViewMember,
)
from quen.kit.models import BackupRun, KeptAnswer, Looking, Redirect
from quen.kit.records import TYPES
from quen.timeline.models import Event, EventLink, Follow, LastEvent, Notice


def declare() -> None:
    """Declare them (once, at start)."""
    unites(Tagged, "record_id", type_column="type", same=("tag_id",))
    unites(
        Share,
        "record_id",
        type_column="type",
        same=("user_id", "team_id"),
        joined=_wider,
        counted=lambda n: ngettext("%d share", "%d shares", n) % n,
    )
    unites(Follow, "record_id", type_column="type", same=("user_id",), joined=_heard)
    follows(Notice, "record_id", type_column="type")
    follows(Attached, "record_id", type_column="type", counted=_files)
    stays(Attached, "entry_id", why="names a note, which goes along by itself")
    taken_by(Value, ("reference",), _point_anew, _pointing)
    taken_by(
        EventLink,
        ("record_id", "stood"),
        _move_links,
        lambda key, ids: EventLink.objects.filter(type=key, record_id__in=ids),
        counted=lambda n: ngettext("%d line of history", "%d lines of history", n) % n,
        order=90,
    )
    stays(Value, "record_id", why="the record's own values; what was chosen is copied")
    stays(Event, "subject_id", why="events never change; their links move")
    stays(LastEvent, "record_id", why="made anew from the links")
    stays(SearchRow, "record_id", "owner_id", "team_id", why="made anew from the records")
    stays(ViewMember, "record_id", why="worked out anew by the reader of the merge's event")
    stays(Looking, "record_id", "user_id", why="gone in seconds; the page goes to the survivor")
    for model in (KeptAnswer, BackupRun):
        stays(model, "user_id", why="names a colleague")
    stays(Redirect, "record_id", "to_id", why="written by the merge itself")
    stays(ImportedRecord, "record_id", why="merging touches a record: undoing its import keeps it")
    stays(CheckedRow, "record_id", why="what a file's row met when it was checked")
    stays(
        PackItem, "record_id", why="sample data that was merged is real: removing samples keeps it"
    )
    stays(Merge, "survivor_id", why="written by the merge itself")


def _files(n: int) -> str:
    return ngettext("%d file", "%d files", n) % n


def _wider(moving: Moving, standing: Share, gone: Share) -> None:
    """The survivor's share lets do what either did, as long as either."""
    ends = None if None in (standing.until, gone.until) else max(standing.until, gone.until)  # type: ignore[type-var]
    moving.ledger.change(standing, may_change=standing.may_change or gone.may_change, until=ends)


def _heard(moving: Moving, standing: Follow, gone: Follow) -> None:
    """Who wants to hear of one of them hears of the survivor."""
    moving.ledger.change(standing, muted=standing.muted and gone.muted)


def _pointing(type_key: str, ids: Sequence[int]) -> QuerySet[Value]:
    fields = Q(field__kind="relation", field__related=type_key)
    return Value.objects.filter(fields, reference__in=ids)


def _point_anew(moving: Moving) -> None:
    """Custom fields of other records that name a loser name the survivor."""
    for row in _pointing(moving.type, moving.ids).select_related("field").order_by("pk"):
        holder = TYPES[row.field.type].model._base_manager.filter(pk=row.record_id).first()
        if holder is None or holder in moving.losers:
            continue
        facts = (row.field.type, row.record_id, row.field.key, row.reference, moving.survivor.pk)
        moving.ledger.note("pointer", row.pk, *facts)
        _point(row.pk, *facts)
        if holder == moving.survivor:
            moving.survivor.custom[row.field.key] = moving.survivor.pk


@undoes("pointer")
def _point_back(pk: int, type_key: str, record_id: int, key: str, old: int, new: int) -> None:
    _point(pk, type_key, record_id, key, new, old)


def _point(pk: int, type_key: str, record_id: int, key: str, old: Any, new: int) -> None:
    """From `old` to `new`, in the typed row and in the JSON, where it still is `old`."""
    Value.objects.filter(pk=pk, reference=old).update(reference=new)
    holder: Any = TYPES[type_key].model._base_manager.filter(pk=record_id).first()
    if holder is not None and str(holder.custom.get(key)) == str(old):
        rows = type(holder)._base_manager.filter(pk=record_id)
        rows.update(custom={**holder.custom, key: new})


def _move_links(moving: Moving) -> None:
    """The history goes along; each link keeps where it stood, which is all that undoing needs."""
    links = EventLink.objects.filter(type=moving.type, record_id__in=moving.ids)
    moved = links.update(
        stood=Coalesce("stood", "record_id"),
        record_id=moving.survivor.pk,
    )
    moving.count(EventLink._meta.label, moved)
