"""Targets are set, changed and taken back for one period at a time."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.insights import events
from quen.insights.measures import Measure
from quen.insights.models import Target
from quen.insights.target_periods import Period, period_of
from quen.insights.targets import Part, may_have_targets
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.log import record

LARGEST = Decimal(10) ** 15 - 1
WHOLE = Decimal(100)


@transaction.atomic
def set_targets(
    measure: Measure, period: Period, given: Mapping[Part, Decimal | None], *, by: User
) -> dict[Part, Decimal | None]:
    """Set what parts of the company are to reach in a period, None takes a target back; gives what changed.

    Amounts are in the company's currency, rates in percent. Raises Refused without the right, for parts that one does not
    see, and for amounts that are not above zero.
    """
    _check(measure, period, given, by)
    rows = Target.objects.filter(measure=measure.key, unit=period.unit, starts=period.first)
    known = {(it.by, it.value): it for it in rows.select_for_update()}
    currency = workspace().currency if measure.unit == "money" else ""
    changed = {
        part: amount
        for part, amount in given.items()
        if (known[part].amount if part in known else None) != amount
    }
    for part, amount in changed.items():
        facts: dict[str, Any] = {
            "measure": measure.key,
            "unit": period.unit,
            "starts": period.first,
        }
        facts |= {"by": part[0], "value": part[1]}
        if amount is None:
            known[part].delete()
        else:
            told: dict[str, Any] = {"amount": amount, "currency": currency}
            Target.objects.update_or_create(**facts, defaults=told)
    if changed:
        record(_told(measure, period, changed, known), on=[by], by=by)
    return changed


def _check(
    measure: Measure, period: Period, given: Mapping[Part, Decimal | None], by: User
) -> None:
    if not by.can("insights.manage_targets"):
        raise Refused(_("You may not set targets."))
    if not may_have_targets(measure) or not measure.is_for(by):
        raise Refused(_("Targets cannot be set on this measure."))
    if period != period_of(period.unit, period.first):
        raise Refused(_("The period begins on another day."))
    reach = by.reach(measure.capability)
    if hidden := set(given) - _within(given, by, reach):
        raise Refused(
            _("You may not set targets for these."), errors={key_of(p): "" for p in hidden}
        )
    percent = measure.unit == "percent"
    most = WHOLE if percent else LARGEST
    over = [p for p, amount in given.items() if amount is not None and not 0 < amount <= most]
    if over:
        words = (
            _("Give a percentage above zero and at most 100.")
            if percent
            else _("Give a number above zero.")
        )
        raise Refused(words, errors={key_of(part): words for part in over})


def _within(given: Mapping[Part, Decimal | None], by: User, reach: str) -> set[Part]:
    """The parts that lie in one's reach: the rule of those that are seen."""
    if reach == "all":
        return set(given)
    below: dict[str, list[Any]] = {"team": [by.team_id], "tree": by.team_tree()}
    teams = below.get(reach, [])
    people = User.objects.filter(team_id__in=[team for team in teams if team])
    ids = {str(pk) for pk in people.values_list("pk", flat=True)} | {str(by.pk)}
    known = {("team", str(team)) for team in teams} | {("owner", pk) for pk in ids}
    return set(given) & known


def key_of(part: Part) -> str:
    """A part as forms name it: "team-3"; the company is "company-"."""
    return f"{part[0] or 'company'}-{part[1]}"


def _told(
    measure: Measure,
    period: Period,
    changed: Mapping[Part, Decimal | None],
    known: Mapping[Part, Target],
) -> events.TargetsSet:
    changes = {
        key_of(part): [
            plain(known[part].amount) if part in known else None,
            plain(amount) if amount is not None else None,
        ]
        for part, amount in changed.items()
    }
    return events.TargetsSet(
        measure=measure.key, period=f"{period.unit} {period.first}", changes=changes
    )
