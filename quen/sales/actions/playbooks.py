"""Items of a playbook are done for a deal, and opened again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions.attaching import attach
from quen.fields.models import File
from quen.kit.refused import Refused
from quen.sales import events, staging
from quen.sales.actions.deals import change_deal
from quen.sales.actions.moving import lose_deal, move_deal, win_deal
from quen.sales.models import Deal, PlaybookItem, Stage, Tick
from quen.timeline.log import record


@transaction.atomic
def tick_item(deal: Deal, item: PlaybookItem, *, by: User, file: File | None = None) -> Tick:
    """Say that a deal has done an item; a document needs the file, which then stands on the deal.

    Raises Refused for an item that is no more, of another pipeline, or a document without a file.
    """
    stage = staging.stage(item.stage_id)
    if item.removed_at or stage is None or stage.pipeline_id != deal.pipeline_id:
        raise Refused(_("This is no part of the deal's playbook."))
    if item.kind == PlaybookItem.Kind.DOCUMENT and file is None:
        words = _("Attach the document: %s.") % item.label
        raise Refused(words, errors={f"playbook.{item.pk}": words})
    facts = {"by": by, "at": timezone.now(), "file": file}
    tick, new = Tick.objects.get_or_create(deal=deal, item=item, defaults=facts)
    if not new:
        return tick
    if file is not None:
        attach(deal, [file], by=by)
    told = events.PlaybookTicked(item=item.label, stage=stage.label)
    record(told, on=[deal, deal.contact, deal.company], by=by)
    return tick


@transaction.atomic
def untick_item(deal: Deal, item: PlaybookItem, *, by: User) -> None:
    """Open an item again; a document stays among the deal's files."""
    gone, _rows = Tick.objects.filter(deal=deal, item=item).delete()
    if gone:
        stage = staging.stage(item.stage_id)
        told = events.PlaybookUnticked(item=item.label, stage=stage.label if stage else "")
        record(told, on=[deal, deal.contact, deal.company], by=by)


def complete_and_move(
    deal: Deal,
    stage: Stage,
    *,
    by: User,
    given: Mapping[str, Any],
    items: Sequence[PlaybookItem] = (),
    files: Mapping[int, File] | None = None,
    **closing: Any,
) -> Deal:
    """Fill in fields, do items (`files` by the id of a document) and go on: one step, or nothing at all.

    `closing` goes to winning or losing. Raises Refused, Unready.
    """
    if not given and not items:  # a card that is dropped: going on is a transaction of its own
        return _go_on(deal, stage, by, closing)
    with transaction.atomic():
        if given:
            deal = change_deal(deal, given, by=by)
        for item in items:
            tick_item(deal, item, by=by, file=(files or {}).get(item.pk))
        return _go_on(deal, stage, by, closing)


def _go_on(deal: Deal, stage: Stage, by: User, closing: dict[str, Any]) -> Deal:
    if stage.kind == Stage.Kind.LOST:
        return lose_deal(deal, closing.pop("reason", None), by=by, **closing)
    if stage.kind == Stage.Kind.WON:
        closing.pop("ask_again_on", None)
        return win_deal(deal, by=by, **closing)
    return move_deal(deal, stage, by=by)
