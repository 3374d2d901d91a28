"""Custom fields are added, changed, put in order, removed and brought back."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.catalogue import forget_custom, in_language
from quen.fields.computed.keeping import work_out_next
from quen.fields.computed.language import BadExpression
from quen.fields.computed.specs import checked
from quen.fields.kinds import CUSTOM_KINDS
from quen.fields.models import CustomField, Value
from quen.fields.nouns import NOUNS
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.tasks import task
from quen.kit.text import clean, fold, one_line
from quen.timeline.log import record

LANGUAGES = ("vi", "th", "en")
MOST_FIELDS = 200
MOST_CHOICES = 200
KEPT = timedelta(days=30)
RIGHT = "fields.manage_fields"


@transaction.atomic
def add_field(
    type_key: str,
    *,
    by: User,
    labels: Mapping[str, str],
    kind: str,
    choices: Sequence[Mapping[str, Any]] = (),
    related: str = "",
    key: str = "",
    computed: Mapping[str, Any] | None = None,
    **facts: Any,
) -> CustomField:
    """Add a field to a record type; it is live at once. Raises Refused with errors by name.

    `labels` by language (one is enough), `choices` are {"key", "labels", "color"}; further facts are
    help, required and section. `key` is made from the label where it is left out. `computed` is an
    expression or a roll-up (fields.computed.specs): what it gives is worked out in the background.
    """
    _may(by)
    errors = _wrong(type_key, labels, kind, choices, related)
    spec = _computed(computed, type_key, kind, "", errors)
    if CustomField.objects.live().filter(type=type_key).count() >= MOST_FIELDS:
        errors["labels"] = _("At most %d fields fit on one type.") % MOST_FIELDS
    if errors:
        raise Refused(_("The field could not be saved."), errors=errors)
    field = CustomField.objects.create(
        type=type_key,
        key=key or _free_key(type_key, labels),
        labels=_labels(labels),
        kind=kind,
        choices=_choices(choices) if kind in ("choice", "choices") else [],
        related=related if kind == "relation" else "",
        position=CustomField.objects.filter(type=type_key).count(),
        computed=spec,
        **_facts(facts),
    )
    if spec:
        work_out_all.enqueue(field.pk, 0)
    return _told(events.FieldCreated(name=_name(field), type=type_key, holds=kind), field, by)


@transaction.atomic
def change_field(field: CustomField, *, by: User, **changes: Any) -> CustomField:
    """Change labels, choices, help, required or section; the kind and the key never change.

    A choice that records hold cannot be taken away. Raises Refused.
    """
    _may(by)
    field = CustomField.objects.select_for_update().get(pk=field.pk)
    labels, choices = changes.pop("labels", field.labels), changes.pop("choices", field.choices)
    errors = _wrong(field.type, labels, field.kind, choices, field.related)
    spec = field.computed
    if field.computed and changes.get("computed"):
        spec = _computed(changes["computed"], field.type, field.kind, field.key, errors)
    changes.pop("computed", None)
    if errors:
        raise Refused(_("The field could not be saved."), errors=errors)
    told: dict[str, Any] = {}
    wanted = {"labels": _labels(labels), "computed": spec, **_facts(changes)}
    if field.kind in ("choice", "choices"):
        wanted["choices"] = _choices(choices, field.choices)
        _refuse_used(field, wanted["choices"])
    for key, value in wanted.items():
        if getattr(field, key) != value:
            told[key] = [getattr(field, key), value]
            setattr(field, key, value)
    if not told:
        return field
    field.version += 1
    field.save()
    if "computed" in told:
        work_out_all.enqueue(field.pk, 0)
    return _told(events.FieldChanged(name=_name(field), type=field.type, changes=told), field, by)


@transaction.atomic
def order_fields(type_key: str, ids: Sequence[int], *, by: User) -> None:
    """Put the fields of a type in this order; unknown ids are passed over."""
    _may(by)
    rows = {row.pk: row for row in CustomField.objects.select_for_update().filter(type=type_key)}
    ordered = [rows[pk] for pk in dict.fromkeys(ids) if pk in rows]
    for position, row in enumerate(ordered):
        row.position = position
    CustomField.objects.bulk_update(ordered, ["position"])
    forget_custom()


@transaction.atomic
def remove_field(field: CustomField, *, by: User) -> CustomField:
    """Take a field away; its data is kept for 30 days. Raises Refused where it is away already."""
    _may(by)
    field = CustomField.objects.select_for_update().get(pk=field.pk)
    if field.removed_at:
        raise Refused(_("This field is removed already."))
    field.removed_at = timezone.now()
    field.save(update_fields=["removed_at"])
    return _told(events.FieldRemoved(name=_name(field), type=field.type), field, by)


@transaction.atomic
def restore_field(field: CustomField, *, by: User) -> CustomField:
    """Bring a removed field back with its data. Raises Refused where it is there."""
    _may(by)
    field = CustomField.objects.select_for_update().get(pk=field.pk)
    if field.removed_at is None:
        raise Refused(_("This field is not removed."))
    field.removed_at = None
    field.save(update_fields=["removed_at"])
    return _told(events.FieldRestored(name=_name(field), type=field.type), field, by)


@transaction.atomic
def purge_fields() -> int:
    """Delete fields removed over 30 days ago, with what records hold in them; gives how many."""
    gone = CustomField.objects.filter(removed_at__lt=timezone.now() - KEPT)
    for field in gone:
        _empty(field)
        field.delete()
    return len(gone)


def _empty(field: CustomField) -> None:
    """Take the key out of the records' JSON, 500 at a time."""
    model = TYPES[field.type].model
    rows = model._base_manager.filter(custom__has_key=field.key)
    while batch := list(rows.only("pk", "custom")[:500]):
        for row in batch:
            row.custom.pop(field.key)  # type: ignore[attr-defined]
        model._base_manager.bulk_update(batch, ["custom"])


def _may(by: User) -> None:
    if not by.can(RIGHT):
        raise Refused(_("Your role does not let you change fields."), status=403)


def _wrong(type_key: str, labels: Any, kind: str, choices: Any, related: str) -> dict[str, str]:
    errors = {}
    if type_key not in NOUNS:
        errors["type"] = _("There is no such record type.")
    if not any(_labels(labels).values()):
        errors["labels"] = _("Give the field a name.")
    if kind not in CUSTOM_KINDS:
        errors["kind"] = _("Choose a kind.")
    if kind == "relation" and related not in NOUNS:
        errors["related"] = _("Choose what the field points at.")
    if kind in ("choice", "choices") and not 1 <= len(_choices(choices)) <= MOST_CHOICES:
        errors["choices"] = _("Give at least one choice and at most %d.") % MOST_CHOICES
    return errors


def _computed(
    given: Mapping[str, Any] | None, type_key: str, kind: str, own: str, errors: dict[str, str]
) -> dict[str, Any] | None:
    try:
        return checked(given, type_key, kind, own)
    except BadExpression as error:
        errors["computed"] = str(error)
        return None


@task()
def work_out_all(field_id: int, after: int) -> None:
    """Work a computed field out for the next records, and ask for the rest."""
    field = CustomField.objects.live().filter(pk=field_id).exclude(computed=None).first()
    forget_custom()
    if field is not None and (last := work_out_next(field.type, after)) is not None:
        work_out_all.enqueue(field_id, last)


def _labels(labels: Mapping[str, str]) -> dict[str, str]:
    told = {code: one_line(clean(str(labels.get(code) or ""))).strip()[:80] for code in LANGUAGES}
    return {code: words for code, words in told.items() if words}


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if "help" in facts:
        made["help"] = {k: clean(str(v))[:300] for k, v in facts["help"].items() if v}
    if "required" in facts:
        made["required"] = bool(facts["required"])
    if "section" in facts:
        made["section"] = one_line(clean(str(facts["section"]))).strip()[:60]
    return made


def _choices(
    given: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Choices with a key each: a given one stays, a new one follows from the label."""
    keys: set[str] = {str(c["key"]) for c in known}
    made = []
    for one in given:
        labels = _labels(one.get("labels") or {})
        if not labels:
            continue
        key = str(one.get("key") or "") or _slug(in_language(labels) or next(iter(labels.values())))
        while not one.get("key") and key in keys:
            key = f"{key[:36]}-{len(keys) + 1}"
        keys.add(key)
        made.append({"key": key, "labels": labels, "color": str(one.get("color") or "")[:12]})
    return made


def _refuse_used(field: CustomField, kept: Sequence[Mapping[str, Any]]) -> None:
    lost = {str(c["key"]) for c in field.choices} - {str(c["key"]) for c in kept}
    if (
        used := Value.objects.filter(field=field, text__in=lost)
        .values_list("text", flat=True)
        .first()
    ):
        label = next(in_language(c["labels"]) for c in field.choices if c["key"] == used)
        words = _("Records still hold “%s”. Change those first.") % label
        raise Refused(words, errors={"choices": words})


def _free_key(type_key: str, labels: Mapping[str, str]) -> str:
    told = _labels(labels)
    base = _slug(told.get("en") or next(iter(told.values()))) or "field"
    taken = set(CustomField.objects.filter(type=type_key).values_list("key", flat=True))
    key, n = base, 1
    while key in taken:
        n += 1
        key = f"{base[:36]}_{n}"
    return key


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:40] or "field"


def _name(field: CustomField) -> str:
    return in_language(field.labels) or field.key


def _told(happening: Any, field: CustomField, by: User) -> CustomField:
    record(happening, on=[], by=by)
    forget_custom()
    return field
