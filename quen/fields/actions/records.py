"""Adding, changing, assigning, trashing and restoring records: the one body under every room's verbs.

A room lends a `Noun`; its own actions call these with it. Bulk edit, import and API reach any type
through `NOUNS`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import searching
from quen.fields.actions.differences import differing, held
from quen.fields.actions.tags import set_tags
from quen.fields.actions.values import write_values
from quen.fields.drafts import Draft, given_keys, read_draft
from quen.fields.list_sizes import forget_sizes
from quen.fields.nouns import Noun, Pairs
from quen.fields.reading import Reader
from quen.kit import rows
from quen.kit.redirects import redirected
from quen.kit.refused import Refused
from quen.timeline.log import record

MOST = 500
NOBODY = 0  # as the owner of a draft: the record is to have none
Changes = dict[int, dict[str, list[Any]]]


class Conflict(Refused):
    """The record was changed by somebody else meanwhile; `now` are its present values by key."""

    def __init__(self, now: dict[str, Any]) -> None:
        super().__init__(_("Somebody else has changed this meanwhile."), status=409)
        self.now = now


def add_one(
    it: Noun,
    given: Mapping[str, Any],
    *,
    by: User,
    via: str = "",
    share: bool = False,
    reader: Reader | None = None,
    also: Sequence[Any] = (),
) -> Any:
    """Add one record from the API's shape; its event stands on `also` too. Raises Refused with errors by
    field."""
    draft = read_draft(it.type, given, by=by, new=True, reader=reader)
    return add_many(it, [draft], by=by, via=via, share=share, also=also)[0]


@transaction.atomic
def add_many(
    it: Noun,
    drafts: Sequence[Draft],
    *,
    by: User,
    via: str = "",
    share: bool = False,
    at: datetime | None = None,
    also: Sequence[Any] = (),
) -> list[Any]:
    """Add at most 500 records with one event, linked to `also` too (the run behind them).

    Raises Refused for rights and clashes.
    """
    if len(drafts) > MOST:
        raise Refused(_("At most %d at a time.") % MOST)
    now = at or timezone.now()
    owners = _owners(it, drafts, by)
    records = [_made(it, draft, owners, by, now) for draft in drafts]
    it.before(records)
    rows.insert_all(records)
    pairs = list(zip(records, drafts, strict=True))
    _write_parts(it, pairs, new=True, share=share)
    it.begun(records, by, now)
    told = it.events["created"](**it.created(records))
    record(told, on=[*_on(it, records), *also], by=by, via=via, at=now)
    searching.refresh(it.type, [r.pk for r in records])
    return records


def _owners(it: Noun, drafts: Sequence[Draft], by: User) -> dict[int, User]:
    ids = {d.columns["owner_id"] for d in drafts if d.columns.get("owner_id")} - {by.pk}
    if ids:
        _may_assign(it, by)
    return {user.pk: user for user in User.objects.filter(pk__in=ids)} | {by.pk: by}


def _may_assign(it: Noun, by: User) -> None:
    if not by.can(it.right("assign")):
        words = _("You may not give records to others.")
        raise Refused(words, errors={"owner_id": words})


def _made(it: Noun, draft: Draft, owners: Mapping[int, User], by: User, now: datetime) -> Any:
    columns = {**draft.columns, **it.columns(draft, by, now)}
    chosen = columns.pop("owner_id", None)
    owner = None if chosen == NOBODY else owners[chosen or by.pk]
    custom = {k: v for k, v in draft.custom.items() if v is not None}
    rest = {"created_at": now, "updated_at": now, "custom": custom}
    return it.model(**columns | rest, owner=owner, team_id=owner.team_id if owner else None)


def _write_parts(it: Noun, pairs: Pairs, *, new: bool, share: bool) -> None:
    it.write_parts(pairs, new, share)
    custom = {r.pk: draft.custom for r, draft in pairs if draft.custom}
    if custom:
        write_values(it.type, custom, new=new)
    tags = {r.pk: draft.tags for r, draft in pairs if draft.tags is not None}
    if tags:
        set_tags(it.type, tags, new=new)


def change_one(
    it: Noun,
    target: Any,
    given: Mapping[str, Any],
    *,
    by: User,
    version: int | None = None,
    expected: Mapping[str, Any] | None = None,
    via: str = "",
    share: bool = False,
    reader: Reader | None = None,
) -> Any:
    """Change a record. `version` must be the present one where given (412); `expected` are values the
    editor saw, and only a field that differs from them is a Conflict (409). Raises Refused."""
    draft = read_draft(it.type, given, by=by, new=False, reader=reader)
    with transaction.atomic():
        locked = _locked(it, [target.pk])
        if not locked:
            raise Refused(_("This is in the trash already."))
        _check_unchanged(it, locked[0], version, expected)
        change_many(it, [(locked[0], draft)], given_keys(given), by=by, via=via, share=share)
    return locked[0]


def _locked(it: Noun, ids: Sequence[int]) -> list[Any]:
    found = it.model._base_manager.select_for_update().filter(pk__in=ids, deleted_at=None)
    return list(found.order_by("pk"))


def _check_unchanged(
    it: Noun, locked: Any, version: int | None, expected: Mapping[str, Any] | None
) -> None:
    if version is not None and locked.version != version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    now = {key: it.value(locked, key) for key in expected or {}}
    clashing = {k: now[k] for k, v in (expected or {}).items() if (now[k] or "") != (v or "")}
    if clashing:
        raise Conflict(clashing)


@transaction.atomic
def change_many(
    it: Noun,
    pairs: Pairs,
    keys: Sequence[str],
    *,
    by: User,
    via: str = "",
    share: bool = False,
    also: Sequence[Any] = (),
) -> Changes:
    """Write drafts onto at most 500 locked records; gives {id: {key: [before, after]}}.

    `also` are further records that the event is linked to, such as the bulk run behind it.
    """
    if len(pairs) > MOST:
        raise Refused(_("At most %d at a time.") % MOST)
    records = [r for r, _draft in pairs]
    before, stored = held(it.type, it.value, records, keys), [dict(vars(r)) for r in records]
    _apply(it, pairs, by)
    it.before(records)
    _write_parts(it, pairs, new=False, share=share)
    _save(it, records, stored)
    it.changed(pairs, by, via)
    after = held(it.type, it.value, records, keys)
    changes = {pk: differing(before[pk], after[pk]) for pk in before}
    told = [r for r in records if changes[r.pk]]
    _tell(it, told, changes, by, via, also)
    return changes


def _apply(it: Noun, pairs: Pairs, by: User) -> None:
    ids = {d.columns["owner_id"] for _target, d in pairs if "owner_id" in d.columns}
    if ids:
        _may_assign(it, by)
    owners = {user.pk: user for user in User.objects.filter(pk__in=ids)} if ids else {}
    for target, draft in pairs:
        columns = dict(draft.columns)
        if "owner_id" in columns:
            target.owner = owners.get(columns.pop("owner_id"))
            target.team_id = target.owner.team_id if target.owner else target.team_id
        for key, value in columns.items():
            setattr(target, key, value)
        target.custom = {
            k: v for k, v in {**target.custom, **draft.custom}.items() if v is not None
        }


def _save(it: Noun, records: Sequence[Any], stored: Sequence[Mapping[str, Any]]) -> None:
    """Write the columns that any of them holds other than `stored`: an index of the rest is left alone."""
    now = timezone.now()
    for target in records:
        target.version, target.updated_at = target.version + 1, now
    names = [f.attname for f in it.model._meta.concrete_fields]
    pairs = [(vars(target), was) for target, was in zip(records, stored, strict=True)]
    rows.update_all(records, [n for n in names if any(now[n] != was[n] for now, was in pairs)])


def _tell(
    it: Noun,
    told: Sequence[Any],
    changes: Changes,
    by: User,
    via: str,
    also: Sequence[Any],
) -> None:
    """One event; what differs per record stands on its link when there are several."""
    if not told:
        return
    only_owner = all(set(changes[r.pk]) <= {"owner_id", "team_id"} for r in told)
    kind = it.events["assigned" if only_owner else "changed"]
    if len(told) == 1:
        record(kind(changes=changes[told[0].pk]), on=[*_on(it, told), *also], by=by, via=via)
    else:
        per_record = {r.pk: {"changes": changes[r.pk]} for r in told}
        record(kind(changes={}), on=[*told, *also], by=by, via=via, per_record=per_record)
    searching.refresh(it.type, [r.pk for r in told])


def _on(it: Noun, records: Sequence[Any]) -> list[Any]:
    """The records themselves; a single one's event also belongs on its neighbours' timelines."""
    return [*records, *(it.also_on(records[0]) if len(records) == 1 else ())]


def trash(it: Noun, records: Sequence[Any], *, by: User) -> list[Any]:
    """Move at most 500 records to the trash; what hangs on them stays. Raises Refused."""
    return _moved(it, records, "deleted", by)


def restore(it: Noun, records: Sequence[Any], *, by: User) -> list[Any]:
    """Take at most 500 records out of the trash. Raises Refused."""
    return _moved(it, records, "restored", by)


@transaction.atomic
def _moved(it: Noun, records: Sequence[Any], how: str, by: User) -> list[Any]:
    away = how == "deleted"
    found = it.model._base_manager.select_for_update().filter(pk__in=[r.pk for r in records])
    locked = list(
        found.filter(deleted_at__isnull=away).exclude(pk__in=redirected(it.type)).order_by("pk")
    )
    if not locked:
        words = _("This is in the trash already.") if away else _("This is not in the trash.")
        raise Refused(words)
    if not away:
        it.before(locked)
    now = timezone.now()
    ids = [r.pk for r in locked]
    it.model._base_manager.filter(pk__in=ids).update(
        deleted_at=now if away else None, updated_at=now
    )
    record(it.events[how](), on=_on(it, locked), by=by)
    searching.refresh(it.type, ids)
    forget_sizes()
    return locked
