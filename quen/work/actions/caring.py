"""Care plans are written, switched on, and assigned to customers."""

import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.accounts.visibility import may
from quen.automation.actions.starting import start_run
from quen.automation.models import Run
from quen.fields.catalogue import in_language
from quen.kit import records
from quen.kit.refused import Refused
from quen.kit.wording import key_of, worded
from quen.timeline.log import record
from quen.timeline.models import Event
from quen.work import events
from quen.work.care.starts import STARTS
from quen.work.care.steps_of import definition_of, language_of
from quen.work.models import CareCourse, CareLine, CarePlan

TYPES = ("contact", "company", "deal")
MOST_LINES = 60
MOST_DAYS = 1095


@transaction.atomic
def save_plan(
    plan: CarePlan | None, *, by: User, labels: Mapping[str, str], **facts: Any
) -> CarePlan:
    """Add a plan or change one: `type`, `starts_on`, `stops_on_answer`, `is_shown`, `key` of a new one.

    A plan whose start is taken away is off. Raises Refused with errors by field.
    """
    _may_manage(by)
    names = worded(labels)
    if not names:
        _refuse("labels", _("This is required."))
    it = plan or CarePlan(key=facts.pop("key", "") or _new_key(names))
    for name, value in facts.items():
        setattr(it, name, value)
    if it.type not in TYPES:
        _refuse("type", _("Choose one."))
    if it.starts_on and it.type not in STARTS.get(it.starts_on, ()):
        _refuse("starts_on", _("Such an event does not happen to these records."))
    it.labels, it.is_on = names, it.is_on and bool(it.starts_on)
    _save(it, by)
    return it


def _new_key(names: Mapping[str, str]) -> str:
    taken = set(CarePlan.objects.values_list("key", flat=True))
    return key_of(in_language(dict(names)), taken, empty="plan")


def _save(it: CarePlan, by: User) -> None:
    it.version += 1
    it.save()
    record(events.CarePlanChanged(name=it.label), on=[], by=by)


@transaction.atomic
def save_line(plan: CarePlan, line: CareLine | None, *, by: User, **facts: Any) -> CareLine:
    """Add a line or change one: `days`, `working`, `kind`, `labels`, `texts`, `shown`, `whom`.

    Courses that run go on as they began. Raises Refused with errors by field.
    """
    _may_manage(by)
    it = line or CareLine(plan=plan)
    for name, value in facts.items():
        setattr(it, name, value)
    it.labels, it.shown = worded(it.labels, most=120), worded(it.shown, most=120)
    it.texts = worded(it.texts, most=2000, lines=True)
    if not it.labels:
        _refuse("labels", _("This is required."))
    if it.kind not in CareLine.Kind.values:
        _refuse("kind", _("Choose one."))
    if it.kind == CareLine.Kind.MAIL and not it.texts:
        _refuse("texts", _("A mail needs words."))
    if it.kind == CareLine.Kind.MAIL and plan.type == "company":
        _refuse("kind", _("A company has no address of its own to mail to."))
    if not 0 <= it.days <= MOST_DAYS:
        _refuse("days", _("Three years at most."))
    if line is None and plan.lines.count() >= MOST_LINES:
        raise Refused(_("A plan holds at most %d lines.") % MOST_LINES)
    it.save()
    _save(plan, by)
    return it


@transaction.atomic
def remove_line(line: CareLine, *, by: User) -> None:
    """Take a line out of its plan."""
    _may_manage(by)
    plan = line.plan
    line.delete()
    _save(plan, by)


@transaction.atomic
def remove_plan(plan: CarePlan, *, by: User) -> CarePlan:
    """Offer a plan no more; courses that run go to their end."""
    _may_manage(by)
    plan.removed_at, plan.is_on = timezone.now(), False
    _save(plan, by)
    return plan


@transaction.atomic
def switch_plan(plan: CarePlan, on: bool, *, by: User) -> CarePlan:
    """Let a plan begin by itself, in the name of `by`, or no more. Raises Refused without a start or lines."""
    _may_manage(by)
    if on and (not plan.starts_on or not plan.lines.exists()):
        raise Refused(_("Say what it starts on, and give it a line first."))
    plan.is_on, plan.acts_as = on, by
    _save(plan, by)
    return plan


@transaction.atomic
def assign_plan(plan: CarePlan, it: Any, *, by: User) -> CareCourse:
    """A colleague lets a record that they may change go through a plan, in their name. Raises Refused."""
    if not by.can("automation.start_flow") or not may(it, by, "change"):
        raise Refused(_("You may not start this here."), status=403)
    if plan.removed_at or plan.type != records.type_of(it) or not plan.lines.exists():
        raise Refused(_("This plan does not fit here."))
    course = _begun(plan, it, by, uuid.uuid4().hex, by=by)
    if course is None:
        raise Refused(_("This plan runs here already."))
    return course


@transaction.atomic
def begin_on(event: Event) -> int:
    """Begin the plans that start on an event, for each record of theirs that it concerns; gives how many."""
    begun = 0
    plans = CarePlan.objects.standing().filter(is_on=True, starts_on=event.kind)
    for plan in plans.select_related("acts_as"):
        ids = event.links.filter(type=plan.type).values_list("record_id", flat=True)
        for it in records.TYPES[plan.type].visible_to(plan.acts_as).filter(pk__in=list(ids)):
            entry = f"event-{event.pk}-{it.pk}"
            begun += _begun(plan, it, plan.acts_as, entry, cause=event) is not None
    return begun


def _begun(plan: CarePlan, it: Any, acts_as: Any, entry: str, **how: Any) -> CareCourse | None:
    language = language_of(it)
    run: Run | None = start_run(
        definition_of(plan, language), it.pk, acts_as=acts_as, entry=entry, **how
    )
    if run is None:
        return None
    key = secrets.token_urlsafe(18)
    return CareCourse.objects.create(run=run, plan=plan, link_key=key, language=language)


def _may_manage(by: User) -> None:
    if not by.can("work.manage_plans"):
        raise Refused(_("You may not do this."), status=403)


def _refuse(key: str, words: str) -> None:
    raise Refused(words, errors={key: words})
