"""What this room lends to packs: custom fields, tags, saved views."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quen.accounts.models import User
from quen.fields.actions.custom import add_field, remove_field, restore_field
from quen.fields.actions.tags import drop_tag, tags_named
from quen.fields.actions.views import remove_view, save_view
from quen.fields.models import CustomField, Following, PackItem, SavedView, Tag, Tagged
from quen.fields.packs.parts import Going, Made, Making, Spec, part
from quen.kit.records import TYPES
from quen.kit.text import fold

CONTENT = ("layout", "filter", "columns", "sort", "group_by")


def declare() -> None:
    """Lend them (once, at start)."""
    part(
        "fields", label=gettext_lazy("Fields"), order=10,
        make=_field, there=_field_there, used=_field_used, undo=_no_field,
    )  # fmt: skip
    part(
        "tags", label=gettext_lazy("Tags"), order=15, make=_tag, used=_tag_used, undo=_no_tag
    )  # fmt: skip
    part(
        "views", label=gettext_lazy("Views"), order=40, make=_view, used=_view_used, undo=_no_view
    )  # fmt: skip


def _field_there(spec: Spec) -> int | None:
    rows = CustomField.objects.live().filter(type=spec["type"], key=spec["field"])
    return rows.values_list("pk", flat=True).first()


def _field(spec: Spec, it: Making) -> Made:
    """A new field; one that was removed under this key comes back with its data."""
    gone = CustomField.objects.filter(type=spec["type"], key=spec["field"]).first()
    if gone is not None:
        return Made(restore_field(gone, by=it.by).pk)
    facts = {key: spec[key] for key in ("choices", "section", "help") if key in spec}
    if "section" in facts:
        facts["section"] = it.text(facts["section"])
    added = add_field(
        spec["type"],
        by=it.by,
        labels=spec["labels"],
        kind=spec["kind"],
        key=spec["field"],
        **facts,
    )
    return Made(added.pk)


def _field_used(item: PackItem, going: Going) -> str:
    row = CustomField.objects.filter(pk=item.record_id).first()
    if row is None or row.removed_at:
        return ""
    held = TYPES[row.type].model._base_manager.filter(custom__has_key=row.key)
    count = held.filter(deleted_at=None).exclude(pk__in=going.get(row.type, ())).count()
    words = ngettext("%d record holds a value in it", "%d records hold a value in it", count)
    return words % count if count else ""


def _no_field(item: PackItem, by: User) -> None:
    row = CustomField.objects.live().filter(pk=item.record_id).first()
    if row is not None:
        remove_field(row, by=by)


def _tag(spec: Spec, it: Making) -> Made:
    name = it.text(spec["name"])
    known = Tag.objects.filter(key=fold(name)[:60]).first()
    tag = known or tags_named([name])[fold(name)[:60]]
    return Made(tag.pk, before="theirs" if known else None)


def _tag_used(item: PackItem, going: Going) -> str:
    if item.before:
        return _("it was there before")
    rows = Tagged.objects.filter(tag_id=item.record_id)
    for key, ids in going.items():
        rows = rows.exclude(type=key, record_id__in=ids)
    count = rows.count()
    words = ngettext("%d record bears it", "%d records bear it", count)
    return words % count if count else ""


def _no_tag(item: PackItem, by: User) -> None:
    drop_tag(item.record_id)


def _view(spec: Spec, it: Making) -> Made:
    content = {key: spec[key] for key in CONTENT if key in spec}
    view = save_view(spec["type"], it.text(spec["name"]), content, by=it.by, sharing="all")
    return Made(view.pk, before=view.version)


def _view_used(item: PackItem, going: Going) -> str:
    view = SavedView.objects.filter(pk=item.record_id).first()
    if view is not None and view.version != item.before:
        return _("it was changed since")
    followed = Following.objects.filter(view_id=item.record_id).exists()
    return _("a colleague has pinned it") if followed else ""


def _no_view(item: PackItem, by: User) -> None:
    view = SavedView.objects.filter(pk=item.record_id).first()
    if view is not None:
        remove_view(view, by=by)
