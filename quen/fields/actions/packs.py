"""A pack is taken in, and taken back again: what somebody uses by then stays."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.samples import clear_samples
from quen.fields.models import Pack, PackItem
from quen.fields.packs.parts import Making, Part, making, name_of, part_named, parts
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace
from quen.timeline.log import record


@transaction.atomic
def apply_pack(
    content: Mapping[str, Any],
    *,
    by: User,
    people: Mapping[str, list[Any]] | None = None,
    samples: bool = True,
) -> Pack:
    """Take a pack in; what stands already, from this pack or by the company's own hand, is not made again.

    `people` are the made-up people of sample data by language. Raises Refused without the right, or for
    what an action refuses; then nothing of it is there.
    """
    _may(by)
    it = making(content, by, people or {})
    pack, _new = Pack.objects.get_or_create(
        key=content["key"], undone_at=None, defaults={"language": it.language, "by": by}
    )
    Pack.objects.select_for_update().get(pk=pack.pk)
    made = {False: 0, True: 0}
    with translation.override(it.language):
        for one in parts(samples=None if samples else False):
            made[bool(one.type)] += _make(one, content.get(one.key, ()), pack, it)
        name = it.text(content["labels"])
    if made[True]:
        change_workspace(sample_data=True)
    if any(made.values()):
        told = events.PackApplied(name=name, made=made[False], samples=made[True])
        record(told, on=[], by=by)
    return pack


def _make(one: Part, specs: Iterable[Mapping[str, Any]], pack: Pack, it: Making) -> int:
    """Make what is missing of one part; gives how many. Samples that stayed when the pack was undone
    are known still."""
    mine = PackItem.objects.filter(pack__key=pack.key, part=one.key)
    known = {item.key: item for item in mine}
    fresh = []
    for spec in specs:
        if (item := known.get(spec["key"])) is not None:
            it.ids[f"{one.key}.{spec['key']}"] = item.record_id
            it.ids |= one.also(item.record_id)
            continue
        if one.there(spec) is not None:
            continue
        made = one.make(spec, it)
        it.ids[f"{one.key}.{spec['key']}"] = made.record_id
        it.ids |= one.also(made.record_id)
        facts = {"name": name_of(spec, it), "type": one.type, "before": made.before}
        fresh.append(
            PackItem(pack=pack, part=one.key, key=spec["key"], record_id=made.record_id, **facts)
        )
    PackItem.objects.bulk_create(fresh)
    return len(fresh)


@transaction.atomic
def undo_pack(pack: Pack, *, by: User) -> list[tuple[str, str]]:
    """Take back what a pack made and nobody uses; gives (name, why) of what stays.

    Raises Refused without the right, or where it is undone already.
    """
    _may(by)
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.undone_at:
        raise Refused(_("This pack is undone already."))
    kept = clear_samples(pack.items.exclude(type=""), by=by).told()
    undone, stays = _undo_items(pack, by)
    pack.undone_at = timezone.now()
    pack.save(update_fields=["undone_at"])
    told = events.PackUndone(name=pack.key, undone=undone, kept=[name for name, _why in stays])
    record(told, on=[], by=by)
    return [*kept, *stays]


def _undo_items(pack: Pack, by: User) -> tuple[int, list[tuple[str, str]]]:
    """Take back the latest first; what stays is the company's own from now on."""
    undone, stays = 0, []
    for item in pack.items.filter(type="").order_by("-pk"):
        one = part_named(item.part)
        why = one.used(item, {}) if one else ""
        if why:
            stays.append((item.name, why))
        elif one:
            one.undo(item, by)
            undone += 1
    pack.items.filter(type="").delete()
    return undone, stays


def _may(by: User) -> None:
    if not by.can("kit.change_workspace"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
