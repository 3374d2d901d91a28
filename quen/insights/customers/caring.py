"""What is measured of care: how many stay of those who were cared for, beside the others."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quen.insights import buyers, showing
from quen.insights.buyers import Scope, scope_of
from quen.insights.care import cared_for, with_cares
from quen.insights.customers.telling import Values, about_active, facts, share
from quen.insights.dimensions import dimension
from quen.insights.measures import measure
from quen.insights.questions import Question
from quen.insights.read_once import once

CARED, OTHERS = "cared", "others"
_NAMES = {CARED: _("Cared for"), OTHERS: _("Not cared for")}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Side:
    """Of those who were active when the period began: how many, and how many stayed."""

    began: int
    kept: int

    @property
    def rate(self) -> Decimal | None:
        return share(self.kept, self.began) if self.began else None


def caring(scope: Scope) -> Q:
    """The condition on purchases of customers who were cared for in as many days before the period."""
    return cared_for(scope.first - scope.length * _DAY, scope.first - _DAY)


@once
def sides(scope: Scope) -> dict[str, Side]:
    """Both sides."""
    days, was = buyers.active_days(), caring(scope)
    whole = replace(scope, by="")
    began, lost = buyers.active_at_start(whole, days)[""], buyers.lost(whole, days)[""]
    cared = buyers.before(whole, days).filter(was).count()
    gone = buyers.lost_rows(whole, days).filter(was).count()
    return {
        CARED: Side(cared, cared - gone),
        OTHERS: Side(began - cared, began - cared - lost + gone),
    }


def care_retention(scope: Scope) -> Values:
    """The share kept of those cared for; broken by care, of both."""
    told = {key: side.rate for key, side in sides(scope).items() if side.rate is not None}
    return told if scope.by else {"": told.get(CARED)}


def compared(question: Question) -> list[str]:
    """Both sides with their numbers, and what the comparison cannot say."""
    language = question.user.language
    told = sides(scope_of(question.user, question.first, question.last, read=question.read))
    lines = []
    for key, side in told.items():
        words = gettext("%(who)s: %(kept)s of %(began)s stayed.")
        numbers = {"kept": side.kept, "began": side.began}
        shown = {name: showing.number(n, language) for name, n in numbers.items()}
        lines.append(words % {"who": _NAMES[key], **shown})
    caution = _(
        "This compares two groups and proves no cause: who is cared for may have been more likely to stay anyway."
    )
    return [*lines, str(caution)]


def _names(values: Collection[str]) -> dict[str, str]:
    return {value: str(_NAMES[value]) for value in values if value in _NAMES}


def declare() -> None:
    """Lend the measure (once, at start)."""
    dimension("contact", "care", label=_("Care"), field="", names=_names)
    words = _(
        "Of the customers who were active when the period began and were cared for before it, the share who are still active at its end; beside it the same of the others."
    )
    measure(
        "customers.care_retention",
        label=_("Retention of those cared for"),
        formula_words=with_cares(about_active(words)),
        unit="percent",
        **facts(
            care_retention,
            behind="kept",
            ways=("care",),
            first_by="care",
            notes=compared,
            finest="month",  # care of a day before a day says little
            why_empty=_(
                "No customer who was active when this period began was cared for before it, or none whom you may see."
            ),
        ),
    )
