"""Lifecycle stages are edited, and contacts that meet an entry rule move in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import Team, User
from quen.fields.catalogue import Catalogue, all_fields, in_language
from quen.fields.conditions import BadRule, parse
from quen.fields.nodes import Group
from quen.fields.sentences import sentence
from quen.fields.showing import Words, words_for
from quen.kit.refused import Refused
from quen.kit.wording import key_of, worded
from quen.kit.workspace import workspace
from quen.people import events
from quen.people.actions.lifecycle import move_contacts
from quen.people.models import Contact, Stage
from quen.people.staging import forget_stages, stages
from quen.timeline.log import record

BATCH = 500
LOOPS = ("", "reach", "acquire", "convert", "retain", "loyalty")


class Everybody:
    """Who asks when the clock does: an entry rule looks at all contacts, not at one user's."""

    language = "vi"
    masked = False

    def may_read_field(self, field: str) -> bool:
        return True

    def may_write_field(self, field: str) -> bool:
        return False

    def reach(self, capability: str) -> str:
        return "all"

    def can(self, capability: str) -> bool:
        return True


@transaction.atomic
def save_stage(
    stage: Stage | None,
    *,
    by: User,
    labels: Mapping[str, str],
    loop: str = "",
    team: Team | None = None,
    call_within_minutes: int | None = None,
    entry_rule: Mapping[str, Any] | None = None,
) -> Stage:
    """Add a stage or change one. Raises Refused with errors by name."""
    _may(by)
    names = worded(labels)
    errors = _wrong(names, loop, entry_rule or {})
    if errors:
        raise Refused(_("The stage could not be saved."), errors=errors)
    it = stage or Stage(key=_new_key(names), position=Stage.objects.count())
    wanted = {
        "labels": names,
        "loop": loop,
        "team_id": team.pk if team else None,
        "call_within_minutes": call_within_minutes,
        "entry_rule": dict(entry_rule or {}),
    }
    changes = {k: [getattr(it, k), v] for k, v in wanted.items() if getattr(it, k) != v}
    for key, value in wanted.items():
        setattr(it, key, value)
    it.version += 1 if it.pk else 0
    it.save()
    return _told(it, changes, by)


@transaction.atomic
def order_stages(ids: Sequence[int], *, by: User) -> None:
    """Put the stages in this order; unknown ids are passed over."""
    _may(by)
    rows = {row.pk: row for row in Stage.objects.select_for_update()}
    ordered = [rows[pk] for pk in dict.fromkeys(ids) if pk in rows]
    for position, row in enumerate(ordered):
        row.position = position
    Stage.objects.bulk_update(ordered, ["position"])
    forget_stages()


@transaction.atomic
def remove_stage(stage: Stage, *, by: User) -> Stage:
    """Take a stage away that nobody stands in. Raises Refused."""
    _may(by)
    if Contact.objects.filter(stage=stage, deleted_at=None).exists():
        raise Refused(_("Customers still stand in this stage. Move them first."))
    if sum(1 for one in stages() if one.removed_at is None) <= 2:
        raise Refused(_("At least two stages must stay."))
    stage.removed_at = timezone.now()
    stage.save(update_fields=["removed_at"])
    return _told(stage, {"removed_at": [None, stage.removed_at.isoformat()]}, by)


def apply_entry_rules(ids: Sequence[int] | None = None) -> int:
    """Move contacts forward whose stage's entry rule they meet; gives how many moved.

    The furthest stage wins. `ids` limits it to some contacts; without them at most 500 a stage move,
    and the clock goes on.
    """
    moved = 0
    for stage in reversed(
        [s for s in stages() if s.removed_at is None and s.loop and s.entry_rule]
    ):
        moved += _enter(stage, ids)
    return moved


@transaction.atomic
def _enter(stage: Stage, ids: Sequence[int] | None) -> int:
    behind = [s.pk for s in stages() if s.loop and s.position < stage.position]
    rows = Contact.objects.select_for_update(of=("self",)).filter(
        deleted_at=None, stage_id__in=behind
    )
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    try:
        rule = Group("all", tuple(parse(stage.entry_rule, everybody())))
    except BadRule:
        return 0  # a field of the rule was removed: the settings page says so
    found = list(rows.filter(rule.q()).select_related("company").order_by("pk")[:BATCH])
    if found:
        move_contacts(
            found, stage.key, by=None, why=reason_of(stage.entry_rule), rule=stage.entry_rule
        )
    return len(found)


def everybody() -> Catalogue:
    """All fields of contacts, for rules that no user asks."""
    return Catalogue("contact", Everybody(), all_fields("contact"))


def reason_of(rule: Mapping[str, Any]) -> str:
    """The rule as a sentence in the organisation's language."""
    it = workspace()
    with translation.override(it.language):
        words = _words()
        nodes = parse(rule, everybody())
        return _(" and ").join(sentence(node, words) for node in nodes)[:300]


def _words() -> Words:
    it = workspace()
    reader = User(language=it.language, zone=it.zone)
    return words_for(reader)


def _wrong(names: Mapping[str, str], loop: str, rule: Mapping[str, Any]) -> dict[str, str]:
    errors = {}
    if not names:
        errors["labels"] = _("Give the stage a name.")
    if loop not in LOOPS:
        errors["loop"] = _("Choose a place in the loop.")
    try:
        parse(rule, everybody())
    except BadRule as error:
        errors["entry_rule"] = error.message
    return errors


def _new_key(names: dict[str, str]) -> str:
    taken = set(Stage.objects.values_list("key", flat=True))
    return key_of(in_language(names), taken, empty="stage")


def _told(stage: Stage, changes: dict[str, Any], by: User) -> Stage:
    if changes:
        record(events.StageChanged(name=stage.label, changes=changes), on=[], by=by)
    forget_stages()
    return stage


def _may(by: User) -> None:
    if not by.can("people.manage_stages"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
