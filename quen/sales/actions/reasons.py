"""Why deals are won and lost, and against whom, is declared, put in order and put away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import in_language
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.kit.wording import key_of, worded
from quen.sales import events, staging
from quen.sales.actions.pipelines import may_manage
from quen.sales.models import Competitor, Deal, Reason
from quen.timeline.log import record

DEEPEST = 3


def add_reason(*, by: User, key: str, labels: Mapping[str, str], kind: str = "lost") -> Reason:
    """Add a reason under a key of its own (a pack does)."""
    return save_reason(None, by=by, labels=labels, kind=kind, key=key)


@transaction.atomic
def save_reason(
    reason: Reason | None,
    *,
    by: User,
    labels: Mapping[str, str],
    kind: str,
    parent: Reason | None = None,
    names_competitor: bool = False,
    key: str = "",
) -> Reason:
    """Add a reason or change one. Raises Refused without a name, for a wrong kind, or for a place in the
    tree that is its own, of another kind or too deep."""
    may_manage(by)
    names = worded(labels)
    errors = {} if names else {"labels": _("This is required.")}
    errors |= {} if kind in Reason.Kind.values else {"kind": _("Choose one.")}
    errors |= _misplaced(reason, parent, kind)
    if errors:
        raise Refused(_("The reason could not be saved."), errors=errors)
    it = reason or Reason(key=key or _new_key(names), position=Reason.objects.count())
    wanted = {"labels": names, "kind": kind, "parent_id": parent.pk if parent else None}
    wanted |= {"names_competitor": names_competitor}
    changes = {k: [getattr(it, k), v] for k, v in wanted.items() if getattr(it, k) != v}
    for name, value in wanted.items():
        setattr(it, name, value)
    it.save()
    return _told(it, changes, by)


def _misplaced(reason: Reason | None, parent: Reason | None, kind: str) -> dict[str, str]:
    above = _above(parent)
    if parent is not None and parent.kind != kind:
        return {"parent": _("A reason hangs below one of the same kind.")}
    if reason is not None and reason.pk in {one.pk for one in above}:
        return {"parent": _("A reason cannot hang below itself.")}
    if len(above) >= DEEPEST:
        return {"parent": _("At most %d levels.") % DEEPEST}
    return {}


def _above(reason: Reason | None) -> list[Reason]:
    found: list[Reason] = []
    while reason is not None and reason not in found:
        found.append(reason)
        reason = reason.parent
    return found


@transaction.atomic
def remove_reason(reason: Reason, *, by: User) -> Reason:
    """Offer a reason no more; deals keep it. Raises Refused while others hang below it, and for the last
    one why deals are lost."""
    may_manage(by)
    if reason.children.filter(removed_at=None).exists():
        raise Refused(_("Other reasons hang below “%s”. Move or remove them first.") % reason.label)
    if staging.reasons(reason.kind) == [reason] and reason.kind == Reason.Kind.LOST:
        raise Refused(_("At least one reason must stay."))
    reason.removed_at = timezone.now()
    reason.save(update_fields=["removed_at"])
    return _told(reason, {"removed_at": [None, reason.removed_at.isoformat()]}, by)


@transaction.atomic
def move_reason(reason: Reason, step: int, *, by: User) -> Reason:
    """Put a reason one place up (-1) or down (1) among those beside it."""
    may_manage(by)
    beside = [one for one in staging.reasons(reason.kind) if one.parent_id == reason.parent_id]
    at = next((n for n, one in enumerate(beside) if one.pk == reason.pk), -1)
    if at >= 0 and 0 <= at + step < len(beside):
        beside.insert(at + step, beside.pop(at))
        for position, one in enumerate(beside):
            Reason.objects.filter(pk=one.pk).update(position=position)
        staging.forget_pipelines()
    return reason


@transaction.atomic
def delete_reason(reason: Reason, *, by: User) -> None:
    """Delete a reason that no deal names. Raises Refused."""
    may_manage(by)
    if Deal.objects.filter(lost_reason=reason).exists():
        raise Refused(_("Deals were lost for “%s”.") % reason.label)
    if Deal.objects.filter(won_reason=reason).exists():
        raise Refused(_("Deals were won for “%s”.") % reason.label)
    record(
        events.ReasonChanged(name=reason.label, changes={"labels": [reason.labels, {}]}),
        on=[],
        by=by,
    )
    reason.children.update(parent=None)
    reason.delete()
    staging.forget_pipelines()


@transaction.atomic
def save_competitor(competitor: Competitor | None, *, by: User, name: str) -> Competitor:
    """Add a competitor or rename one. Raises Refused without a name or for one that is there."""
    may_manage(by)
    name = one_line(clean(name)).strip()[:120]
    if not name:
        raise Refused(_("Give it a name."), errors={"name": _("This is required.")})
    it = competitor or Competitor()
    same = Competitor.objects.filter(norm=fold(name)[:120], removed_at=None).exclude(pk=it.pk)
    if same.exists():
        words = _("This competitor is there already.")
        raise Refused(words, errors={"name": words})
    before, it.name, it.norm = it.name, name, fold(name)[:120]
    it.save()
    _told_competitor(it, {"name": [before, name]}, by)
    return it


@transaction.atomic
def remove_competitor(competitor: Competitor, *, by: User) -> Competitor:
    """Offer a competitor no more; deals keep it."""
    may_manage(by)
    competitor.removed_at = timezone.now()
    competitor.save(update_fields=["removed_at"])
    return _told_competitor(
        competitor, {"removed_at": [None, competitor.removed_at.isoformat()]}, by
    )


def _new_key(names: dict[str, str]) -> str:
    taken = set(Reason.objects.values_list("key", flat=True))
    return key_of(in_language(names), taken, empty="reason")


def _told(it: Reason, changes: dict[str, Any], by: User) -> Reason:
    if changes:
        record(events.ReasonChanged(name=it.label, changes=changes), on=[], by=by)
    staging.forget_pipelines()
    return it


def _told_competitor(it: Competitor, changes: dict[str, Any], by: User) -> Competitor:
    record(events.CompetitorChanged(name=it.name, changes=changes), on=[], by=by)
    staging.forget_pipelines()
    return it
