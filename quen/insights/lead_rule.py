"""What a company calls a lead, and what closes one: the rooms that sell lend their deals when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext

from quen.insights.models import CustomerRule
from quen.insights.record_marking import Watched, watch
from quen.people.actions.lifecycle import BEGINS
from quen.people.models import Contact, Stage, Stay
from quen.people.staging import stages

MARKS = "insights_leadmark"
PERSON, FIRM = "contact", "company"


@dataclass(frozen=True)
class Closing:
    """Deals of one kind: `rows` are all that were won, with `contact_id`, `company_id` and the `moment`
    they were."""

    capability: str
    rows: Callable[[], QuerySet[Any]]
    moment: str


CLOSINGS: dict[str, Closing] = {}


def leads_close_by(
    key: str, noun: str, person: tuple[Watched, ...], firm: tuple[Watched, ...], **facts: Any
) -> None:
    """Lend what closes leads, and the tables whose rows tell of it by `person` and by `firm`.

    Raises ValueError where the key is taken.
    """
    watch(f"closed_{key}_person", kind=PERSON, noun=noun, marks=MARKS, watched=person)
    watch(f"closed_{key}_firm", kind=FIRM, noun=noun, marks=MARKS, watched=firm)
    CLOSINGS[key] = Closing(**facts)


def watch_people() -> None:
    """Watch who becomes a lead (once, at start)."""
    told = ("owner_id", "team_id", "company_id", "source", "created_at", "deleted_at")
    watched = (
        Watched(Contact, "id", told, {}),
        Watched(Stay, "contact_id", ("stage_id", "entered_at"), {}),
    )
    watch("lead_person", kind=PERSON, noun="contact", marks=MARKS, watched=watched)


def choices() -> list[Stage]:
    """The stages that may begin a lead: all that come before a purchase."""
    return [s for s in stages() if s.loop in BEGINS and s.removed_at is None]


def first_stage() -> Stage | None:
    """The stage that makes a lead; None where everybody who is added is one."""
    key = CustomerRule.now().lead_stage
    return next((s for s in stages() if s.key == key), None)


def stage_ids() -> list[int]:
    """That stage and the later ones before a purchase, removed ones too; none where all are leads."""
    first = first_stage()
    if first is None:
        return []
    later = (s for s in stages() if s.loop in BEGINS and s.position >= first.position)
    return sorted({first.pk, *(s.pk for s in later)})


def sees_closings(user: Any) -> bool:
    """Whether this colleague may know of deals at all."""
    return any(user.can(one.capability) for one in CLOSINGS.values())


def with_rule(words: Any) -> Any:
    """A formula, with what a lead is as it is set now."""
    return lazy(_with_rule, str)(words)


def _with_rule(words: Any) -> str:
    stage = first_stage()
    if stage is None:
        return f"{words} {gettext('A lead is whoever was added, from that day on.')}"
    told = gettext(
        "A lead is whoever reached the stage %s, or a later one before a purchase, from the first day on."
    )
    return f"{words} {told % stage.label}"
