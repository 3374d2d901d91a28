"""Records become one, and apart again: any number of one type, undone within 30 days.

The losers leave lists, search and counts as trashed records do; their ids lead to the survivor, and
everything that hung on them hangs on it. What was done is written down row by row, and undoing gives
exactly what was; what has been written or edited since stays where it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import searching
from quen.fields.list_sizes import forget_sizes
from quen.fields.merging import choosing, ledger
from quen.fields.merging.choosing import MERGEABLE, UNDOABLE
from quen.fields.merging.follows import FOLLOWS, Moving
from quen.fields.models import Merge
from quen.fields.nouns import NOUNS, Noun
from quen.kit.models import Redirect
from quen.kit.records import TYPES
from quen.kit.redirects import went_into
from quen.kit.refused import Refused
from quen.timeline import last
from quen.timeline.log import record
from quen.timeline.models import EventLink

MOST = 20


@transaction.atomic
def merge_records(
    type_key: str,
    survivor_id: int,
    loser_ids: Sequence[int],
    choices: Mapping[str, int] | None = None,
    *,
    by: User,
    via: str = "",
) -> Merge:
    """Let the losers go up into the survivor. `choices` name the record whose value stands, by field;
    an empty field takes what a loser has. Raises Refused (404, 403, 409, 422)."""
    it, now = NOUNS[type_key], timezone.now()
    group = _locked(it, [survivor_id, *loser_ids], by)
    survivor, losers = group[0], group[1:]
    choosing.checked(type_key, choices or {}, group, by)
    chosen = choosing.chosen(type_key, choices or {}, survivor, losers)
    _may_give(it, survivor, chosen.get("owner_id", survivor), by)
    moving = Moving(type_key, survivor, losers, by, now, ledger.Ledger(), chosen)
    for follow in sorted(FOLLOWS, key=lambda follow: follow.order):
        follow.take(moving)
    choosing.take_values(moving)
    MERGEABLE[type_key].settle(moving)
    _newest(moving)
    _leave(it, moving)
    merge = _kept(moving, choices or {})
    _tell(it, "merged", merge, moving.group, by, via)
    return merge


def _locked(it: Noun, ids: Sequence[int], by: User) -> list[Any]:
    """The records, the survivor first; locked in the order of their ids. Raises Refused."""
    if len(set(ids)) < 2 or len(set(ids)) != len(ids):
        raise Refused(_("Choose at least two different records."))
    if len(ids) > MOST:
        raise Refused(_("At most %d records can be merged at once.") % MOST)
    rows = it.model._base_manager.select_for_update().filter(pk__in=ids, deleted_at=None)
    found = {row.pk: row for row in rows.order_by("pk")}
    known = TYPES[it.type]
    seen = set(known.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    if not set(ids) <= seen & set(found):
        words = _("One of these records is no longer there. Go back to the list and choose again.")
        raise Refused(words, status=404)
    may = set(known.visible_to(by, "change").filter(pk__in=ids).values_list("pk", flat=True))
    if not set(ids) <= may:
        raise Refused(_("You may not change all of these records."), status=403)
    return [found[pk] for pk in ids]


def _may_give(it: Noun, survivor: Any, owner_of: Any, by: User) -> None:
    """Choosing another's owner hands the record over."""
    if owner_of.owner_id not in (survivor.owner_id, by.pk) and not by.can(it.right("assign")):
        words = _("You may not give records to others.")
        raise Refused(words, errors={"owner_id": words})


def _newest(moving: Moving) -> None:
    """The survivor is as lately active as the latest of them."""
    latest = max(one.last_activity_at for one in moving.group)
    moving.ledger.change(moving.survivor, last_activity_at=latest)


def _leave(it: Noun, moving: Moving) -> None:
    """The losers leave lists, search and counts, and their ids lead to the survivor."""
    rows = it.model._base_manager
    rows.filter(pk__in=moving.ids).update(deleted_at=moving.now)
    rows.filter(pk=moving.survivor.pk).update(updated_at=moving.now, version=F("version") + 1)
    Redirect.objects.bulk_create(
        Redirect(type=moving.type, record_id=pk, to_id=moving.survivor.pk) for pk in moving.ids
    )


def _kept(moving: Moving, choices: Mapping[str, int]) -> Merge:
    return Merge.objects.create(
        type=moving.type,
        survivor_id=moving.survivor.pk,
        losers=moving.ids,
        choices=dict(choices),
        steps=moving.ledger.steps,
        moved=moving.moved,
        at=moving.now,
        by=moving.by,
    )


def _tell(it: Noun, verb: str, merge: Merge, group: Sequence[Any], by: User, via: str) -> None:
    """The event, and everything that is derived from where things stand."""
    names = ", ".join(TYPES[it.type].title(one) for one in group[1:])
    told = it.events[verb](names=names[:400], count=len(group) - 1, merge=merge.pk)
    record(told, on=group, by=by, via=via)
    ids = [merge.survivor_id, *merge.losers]
    last.rebuild_of(it.type, ids)
    searching.refresh(it.type, ids)
    searching.follow(it.type, ids)
    forget_sizes()


@transaction.atomic
def unmerge(merge: Merge, *, by: User, via: str = "") -> Merge:
    """Give every record back what it had; what was written or edited since stays with the survivor.

    Raises Refused where it is undone already, too old, or something later stands on it.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    it = NOUNS[merge.type]
    ids = [merge.survivor_id, *merge.losers]
    rows = it.model._base_manager.select_for_update().filter(pk__in=ids)
    found = {row.pk: row for row in rows.order_by("pk")}
    _check_undo(it, merge, found, by)
    edited = ledger.undo(merge.steps)
    _links_back(merge)
    Redirect.objects.filter(type=merge.type, record_id__in=merge.losers).delete()
    _come_back(it, merge)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    group = [it.model._base_manager.get(pk=pk) for pk in ids]
    if edited:
        MERGEABLE[merge.type].settled(group[0])
    for told in choosing.UNDONE:
        told(merge)
    _tell(it, "unmerged", merge, group, by, via)
    return merge


def _check_undo(it: Noun, merge: Merge, found: Mapping[int, Any], by: User) -> None:
    _check_right(it, merge, by)
    if merge.undone_at:
        raise Refused(_("This merge is undone already."))
    if merge.at < timezone.now() - UNDOABLE or merge.emptied or len(found) <= len(merge.losers):
        raise Refused(_("A merge can be undone for %d days.") % UNDOABLE.days)
    if found[merge.survivor_id].deleted_at:
        words = _("The record that was kept is in the trash or merged itself. Bring it back first.")
        raise Refused(words)
    if later(merge):
        raise Refused(_("Something was merged into this record later. Undo that first."))


def _check_right(it: Noun, merge: Merge, by: User) -> None:
    """Whoever undoes may change the survivor, and the losers as well."""
    known: Any = it.model.objects  # type: ignore[attr-defined]
    if not TYPES[it.type].visible_to(by).filter(pk=merge.survivor_id).exists():
        raise Refused(_("There is no such record."), status=404)
    ids = {merge.survivor_id, *merge.losers}
    if known.within_reach(by, "change").filter(pk__in=ids).count() < len(ids):
        raise Refused(_("You may not change all of these records."), status=403)


def later(merge: Merge) -> bool:
    """Whether a later merge into the same record stands."""
    same = Merge.objects.standing().filter(type=merge.type, survivor_id=merge.survivor_id)
    return same.filter(pk__gt=merge.pk).exists()


def _links_back(merge: Merge) -> None:
    """Each link goes back to where it stood when the merge took it."""
    for pk in merge.losers:
        here = EventLink.objects.filter(type=merge.type, record_id=merge.survivor_id)
        here.filter(stood__in=went_into(merge.type, [pk])).update(record_id=pk)
        here.filter(stood=pk).update(record_id=pk, stood=None)


def _come_back(it: Noun, merge: Merge) -> None:
    now, rows = timezone.now(), it.model._base_manager
    rows.filter(pk__in=merge.losers).update(deleted_at=None)
    ids = [merge.survivor_id, *merge.losers]
    rows.filter(pk__in=ids).update(updated_at=now, version=F("version") + 1)
