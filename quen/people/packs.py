"""What this room lends to packs: lifecycle stages in the trade's words, relations, sample people."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quen.accounts.actions.workspace import change_workspace
from quen.accounts.models import User
from quen.fields.models import PackItem
from quen.fields.packs.parts import Going, Made, Making, Spec, part
from quen.fields.packs.samples import samples_of
from quen.kit.workspace import workspace
from quen.people.actions.relations import drop_relation_kind, save_relation_kind
from quen.people.actions.stages import save_stage
from quen.people.calling import word_of
from quen.people.models import Handle, Relation, RelationKind, Stage
from quen.people.seeds import STAGES, labels

KEPT = ("labels", "entry_rule", "call_within_minutes")
SEEDED = {key: labels(vi, th, en) for key, _loop, vi, th, en in STAGES}


def declare() -> None:
    """Lend them (once, at start)."""
    part(
        "called", label=gettext_lazy("Word for customers"), order=5,
        make=_word, there=_word_there, used=_word_changed, undo=_no_word,
    )  # fmt: skip
    part(
        "lifecycle", label=gettext_lazy("Lifecycle stages"), order=20,
        make=_stage, there=_stage_theirs, used=_stage_changed, undo=_stage_back,
    )  # fmt: skip
    part(
        "relations", label=gettext_lazy("Relations"), order=25,
        make=_relation, used=_relation_used, undo=_no_relation,
    )  # fmt: skip
    samples_of("companies", "company", gettext_lazy("Companies"), 60)
    samples_of("contacts", "contact", gettext_lazy("Customers"), 65, complete=_person)


def _word_there(spec: Spec) -> int | None:
    return 1 if workspace().customer_word else None


def _word(spec: Spec, it: Making) -> Made:
    word = word_of(spec["word"])
    change_workspace(by=it.by, customer_word=word)
    return Made(1, before=word)


def _word_changed(item: PackItem, going: Going) -> str:
    return "" if workspace().customer_word == item.before else _("it was changed since")


def _no_word(item: PackItem, by: User) -> None:
    change_workspace(by=by, customer_word={})


def _stage_theirs(spec: Spec) -> int | None:
    """A stage that the company has renamed, given a rule, or removed is left as it is."""
    row = Stage.objects.filter(key=spec["key"]).first()
    if row is None or row.removed_at:
        return 0
    return None if row.labels == SEEDED.get(row.key) and not row.entry_rule else row.pk


def _stage(spec: Spec, it: Making) -> Made:
    row = Stage.objects.get(key=spec["key"])
    was = _facts(row)
    became = save_stage(
        row,
        by=it.by,
        labels=spec.get("labels", row.labels),
        loop=row.loop,
        team=row.team,
        call_within_minutes=spec.get("call_within_minutes", row.call_within_minutes),
        entry_rule=spec.get("entry_rule", row.entry_rule),
    )
    return Made(row.pk, before={"was": was, "became": _facts(became)})


def _facts(row: Stage) -> dict[str, Any]:
    return {key: getattr(row, key) for key in KEPT}


def _stage_changed(item: PackItem, going: Going) -> str:
    row = Stage.objects.filter(pk=item.record_id, removed_at=None).first()
    if row is None or _facts(row) != (item.before or {}).get("became"):
        return _("it was changed since")
    return ""


def _stage_back(item: PackItem, by: User) -> None:
    row = Stage.objects.get(pk=item.record_id)
    was = (item.before or {})["was"]
    save_stage(row, by=by, loop=row.loop, team=row.team, **was)


def _relation(spec: Spec, it: Making) -> Made:
    facts = {key: spec[key] for key in ("labels", "reverse_labels", "from_type", "to_type")}
    return Made(save_relation_kind(None, by=it.by, **facts).pk)


def _relation_used(item: PackItem, going: Going) -> str:
    count = Relation.objects.filter(kind_id=item.record_id).count()
    words = ngettext("%d relation uses it", "%d relations use it", count)
    return words % count if count else ""


def _no_relation(item: PackItem, by: User) -> None:
    kind = RelationKind.objects.filter(pk=item.record_id).first()
    if kind is not None:
        drop_relation_kind(kind, by=by)


def _person(spec: Spec, it: Making) -> dict[str, Any]:
    """Name, and a phone and mail of their own, unless an earlier sample that became real has them."""
    n = spec["person"]
    told = it.people[it.language][n]
    mobile = f"{it.series}001{n:02}"
    numbers = {"VN": f"+84900{mobile}", "TH": f"+66800{mobile}"}
    phone = numbers.get(it.country, f"+12025550{it.series}{n:02}")
    mail = f"{told['mail']}@{it.pack}.example.com"
    reached = {"phone": phone, "email": mail}
    if Handle.objects.filter(normal__in=reached.values()).exists():
        reached = {}
    facts = {"full_name": told["name"], "gender": told["gender"], "language": it.language}
    return {**facts, **reached}
