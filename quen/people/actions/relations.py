"""Relations between records: linked and unlinked, told on both timelines."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import in_language
from quen.kit import records
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.people import events
from quen.people.models import Relation, RelationKind
from quen.timeline.log import record


@transaction.atomic
def add_relation(
    kind: RelationKind, start: tuple[str, int], end: tuple[str, int], *, by: User, note: str = ""
) -> Relation:
    """Link two records: `start` is read "kind.label" `end`.

    `by` must be able to change the one and see the other. Raises Refused, also for a second time.
    """
    if (start[0], end[0]) != (kind.from_type, kind.to_type):
        raise Refused(_("This relation does not fit these records."))
    if start == end:
        raise Refused(_("A record cannot be linked to itself."))
    first, second = _both(start, end, by)
    relation, new = Relation.objects.get_or_create(
        kind=kind, from_type=start[0], from_id=start[1], to_type=end[0], to_id=end[1],
        defaults={"note": one_line(clean(note))[:200]},
    )  # fmt: skip
    if not new:
        raise Refused(_("These records are linked this way already."))
    told = events.RelationAdded(label=kind.label, name=_name(end[0], second))
    record(told, on=[first, second], by=by)
    return relation


@transaction.atomic
def remove_relation(relation: Relation, *, by: User) -> None:
    """Unlink two records. Raises Refused where `by` may not."""
    start, end = (relation.from_type, relation.from_id), (relation.to_type, relation.to_id)
    first, second = _both(start, end, by)
    told = events.RelationRemoved(label=relation.kind.label, name=_name(end[0], second))
    relation.delete()
    record(told, on=[first, second], by=by)


def _both(start: tuple[str, int], end: tuple[str, int], by: User) -> tuple[Any, Any]:
    """Both records where `by` sees both and may change one of them. Raises Refused (404, 403)."""
    seen = [records.visible(key, pk, by) for key, pk in (start, end)]
    if None in seen:
        raise Refused(_("There is no such record."), status=404)
    if not any(records.visible(key, pk, by, "change") for key, pk in (start, end)):
        raise Refused(_("You may not change these records."), status=403)
    return seen[0], seen[1]


def _name(type_key: str, record_found: Any) -> str:
    return records.TYPES[type_key].title(record_found)


@transaction.atomic
def save_relation_kind(
    kind: RelationKind | None,
    *,
    by: User,
    labels: Mapping[str, str],
    reverse_labels: Mapping[str, str],
    from_type: str = "",
    to_type: str = "",
) -> RelationKind:
    """Add a kind of relation, or rename one; what it joins never changes. Raises Refused."""
    _may(by)
    forth, back = _labels(labels), _labels(reverse_labels)
    if not forth or not back:
        words = _("Give the relation a name from both ends.")
        raise Refused(words, errors={"labels": words})
    if kind is None:
        return _new_kind(forth, back, from_type, to_type, by)
    changes = {"labels": [kind.labels, forth], "reverse_labels": [kind.reverse_labels, back]}
    kind.labels, kind.reverse_labels = forth, back
    kind.save()
    record(events.RelationKindChanged(name=kind.label, changes=changes), on=[], by=by)
    return kind


@transaction.atomic
def drop_relation_kind(kind: RelationKind, *, by: User) -> None:
    """Delete a kind of relation. Raises Refused where records are linked by it."""
    _may(by)
    if Relation.objects.filter(kind=kind).exists():
        raise Refused(_("Records are linked by this relation. Unlink them first."))
    changes = {"labels": [kind.labels, {}]}
    record(events.RelationKindChanged(name=kind.label, changes=changes), on=[], by=by)
    kind.delete()


def _new_kind(
    forth: dict[str, str], back: dict[str, str], from_type: str, to_type: str, by: User
) -> RelationKind:
    if not {from_type, to_type} <= {"contact", "company"}:
        words = _("Choose what the relation joins.")
        raise Refused(words, errors={"from_type": words})
    position = RelationKind.objects.count()
    base = fold(in_language(forth)).replace(" ", "_")[:30]
    slug = "".join(c for c in base if c.isascii() and (c.isalnum() or c == "_")) or "relation"
    kind = RelationKind.objects.create(
        key=f"{slug}_{position}", labels=forth, reverse_labels=back,
        from_type=from_type, to_type=to_type, position=position,
    )  # fmt: skip
    record(
        events.RelationKindChanged(name=kind.label, changes={"labels": [{}, forth]}), on=[], by=by
    )
    return kind


def _labels(given: Mapping[str, str]) -> dict[str, str]:
    told = {
        code: one_line(clean(str(given.get(code) or ""))).strip()[:80]
        for code in ("vi", "th", "en")
    }
    return {code: words for code, words in told.items() if words}


def _may(by: User) -> None:
    if not by.can("people.manage_stages"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
