"""The people behind the figures of leads: who became one on some days, and who of them closed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quen.accounts.rights import Words
from quen.insights.cohorts import Cohort
from quen.people.models import Contact

PAGE = 50
# Label and which leads; whether it tells of deals.
LISTS: dict[str, tuple[Words, Q, bool]] = {
    "all": (_("Customers who became leads"), Q(), False),
    "closed": (_("Leads who closed"), Q(closed_on__isnull=False), True),
    "open": (_("Leads who have not closed"), Q(closed_on=None), True),
}


@dataclass(frozen=True)
class Line:
    """A lead: their name and page, the day they became one, the day they closed."""

    name: str
    url: str
    became: date
    closed: date | None


@dataclass(frozen=True)
class Place:
    """Behind which lead a page goes on."""

    became: date
    contact_id: int


def count(cohort: Cohort, kind: str) -> int:
    """How many leads a list has."""
    return cohort.rows.filter(LISTS[kind][1]).count()


def leads_of(cohort: Cohort, kind: str, after: Place | None) -> tuple[list[Line], Place | None]:
    """A page of a list, the last first, and where the next one begins."""
    rows = cohort.rows.filter(LISTS[kind][1])
    if after:
        here = Q(became_on=after.became, contact_id__lt=after.contact_id)
        rows = rows.filter(here | Q(became_on__lt=after.became), became_on__lte=after.became)
    told = rows.order_by("-became_on", "-contact_id")
    found = list(told.values_list("contact_id", "became_on", "closed_on")[: PAGE + 1])
    names = _names(cohort.user, [pk for pk, *_rest in found[:PAGE]])
    lines = [
        Line(names[pk], reverse("people:contact", args=[pk]), became, closed)
        for pk, became, closed in found[:PAGE]
        if pk in names
    ]
    last = Place(found[PAGE - 1][1], found[PAGE - 1][0]) if len(found) > PAGE else None
    return lines, last


def _names(user: Any, ids: list[int]) -> dict[int, str]:
    """Names of those whom this colleague may see at this moment."""
    rows = Contact.objects.visible_to(user).filter(pk__in=ids)
    return {it.pk: it.shown_name for it in rows.only("full_name", "phone", "email")}
