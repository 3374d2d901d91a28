"""What a deal still lacks before it may go on: fields, items of the playbook, the rule of its stage."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import Catalogue, Field, all_fields
from quen.fields.conditions import BadRule, parse
from quen.fields.nodes import Group, Node
from quen.fields.sentences import sentence
from quen.fields.showing import words_for
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.people.actions.stages import Everybody
from quen.sales import staging
from quen.sales.models import Deal, PlaybookItem, Stage, Tick


@dataclass(frozen=True)
class Lack:
    """What one stage still asks of a deal; `rule` is its exit rule in words where it does not hold."""

    stage: Stage
    fields: tuple[Field, ...] = ()
    items: tuple[PlaybookItem, ...] = ()
    rule: str = ""

    def __bool__(self) -> bool:
        return bool(self.fields or self.items or self.rule)

    @property
    def words(self) -> list[str]:
        """Each thing that is missing."""
        named = [str(field.label) for field in self.fields] + [item.label for item in self.items]
        return [*named, self.rule] if self.rule else named


class Unready(Refused):
    """A deal that may not go on yet; `lacks` say what is missing, stage by stage."""

    def __init__(self, lacks: Sequence[Lack]) -> None:
        first = lacks[0]
        missing = ", ".join(word for lack in lacks for word in lack.words)
        asked = _("Before it leaves “%(stage)s” this is missing: %(missing)s.")
        errors = {
            **{f.key: _("This is required.") for lack in lacks for f in lack.fields},
            **{f"playbook.{i.pk}": _("Not done yet.") for lack in lacks for i in lack.items},
        }
        super().__init__(asked % {"stage": first.stage.label, "missing": missing}, errors=errors)
        self.lacks = list(lacks)


def lacks(deal: Deal, to: Stage) -> list[Lack]:
    """What is missing for a deal to go on to `to`; nothing for a way back, a loss or another pipeline.

    Going on over several stages asks for what each of them asks for.
    """
    left = _left(deal, to)
    done = set(Tick.objects.filter(deal=deal).values_list("item_id", flat=True)) if left else set()
    found = [_lack(deal, stage, done) for stage in left]
    return [one for one in found if one]


def asks_anything(stage: Stage) -> bool:
    """Whether a stage asks for anything before a deal leaves it."""
    items = any(item.required for item in staging.items(stage.pk))
    return bool(stage.required_fields or stage.exit_rule or items)


def _left(deal: Deal, to: Stage) -> list[Stage]:
    """The stages that a deal leaves behind on its way, those that ask for something."""
    now = staging.stage(deal.stage_id)
    if now is None or to.pipeline_id != now.pipeline_id or to.kind == Stage.Kind.LOST:
        return []
    passed = [s for s in staging.stages(now.pipeline_id) if s.kind == Stage.Kind.OPEN]
    return [s for s in passed if now.position <= s.position < to.position and asks_anything(s)]


def _lack(deal: Deal, stage: Stage, done: set[int]) -> Lack:
    asked = [item for item in staging.items(stage.pk) if item.required]
    fields = required(stage)
    rule = _rule(stage)
    filled = [parse({"field": f.key, "op": "not_empty"}, everybody()) for f in fields]
    *has, met = _holding(deal, [*filled, rule])
    return Lack(
        stage,
        tuple(f for f, there in zip(fields, has, strict=True) if not _says(deal, f, there)),
        tuple(item for item in asked if item.pk not in done),
        "" if met else in_words(rule),
    )


def required(stage: Stage) -> list[Field]:
    """The fields that a stage asks for and that are still there."""
    known = all_fields("deal")
    return [known[key] for key in stage.required_fields if key in known]


def _says(deal: Deal, field: Field, there: bool) -> bool:
    """An amount of nothing says nothing."""
    return bool(deal.amount) if field.key == "amount" else there


def _rule(stage: Stage) -> list[Node]:
    """The exit rule; one whose field is gone asks nothing."""
    try:
        return parse(stage.exit_rule, everybody()) if stage.exit_rule else []
    except BadRule:
        return []


def _holding(deal: Deal, rules: Sequence[Sequence[Node]]) -> list[bool]:
    """Which rules hold for a deal, asked at once."""
    asked = {
        f"rule_{n}": Case(
            When(Group("all", tuple(rule)).q(), then=Value(True)), default=Value(False)
        )
        for n, rule in enumerate(rules)
        if rule
    }
    if not asked:
        return [True] * len(rules)
    told = Deal.objects.filter(pk=deal.pk).values(**asked).get()
    return [told.get(f"rule_{n}", True) for n in range(len(rules))]


def in_words(nodes: Sequence[Node]) -> str:
    """A rule as a sentence, in the language of whoever reads."""
    words = words_for(User(language=get_language() or "vi", zone=workspace().zone))
    return _(" and ").join(sentence(node, words) for node in nodes)


def everybody() -> Catalogue:
    """All fields of deals, for rules that no user asks."""
    return Catalogue("deal", Everybody(), all_fields("deal"))
