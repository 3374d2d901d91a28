"""Who was cared for: rooms that keep care lend it when Django starts, and rooms whose records stand for a customer
say whose they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext

from quen.accounts.rights import Words
from quen.kit.periods import moments
from quen.kit.workspace import workspace
from quen.people.models import Contact

# Ids of the records of a type that were cared for since one moment and before another.
Records = Callable[[str, datetime, datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Care:
    """A way of caring, named by what happened."""

    label: Words
    records: Records


CARES: dict[str, Care] = {}
_STANDS: dict[str, type[Model]] = {}


def care_is(key: str, label: Words, records: Records) -> None:
    """Lend a way of caring. Raises ValueError where the key is taken."""
    if key in CARES:
        raise ValueError(f"the care {key} exists already")
    CARES[key] = Care(label, records)


def stands_for_customer(type_key: str, model: type[Model]) -> None:
    """Say that records of a type are of a customer: the table has `company_id` and `contact_id`."""
    _STANDS[type_key] = model


def cared_for(first: date, last: date) -> Q:
    """The condition on purchases whose customer was cared for on these days: the person, anybody who works for
    the company, the company itself, or a record of theirs."""
    since, until = moments(first, last, workspace().zone)
    sets = [
        customers.order_by()
        for care in CARES.values()
        for customers in _customers(care, since, until)
    ]
    if not sets:
        return Q(pk__in=[])
    # One set: who was cared for is looked up among the purchases, not each purchase in many sets.
    return Q(customer__in=sets[0].union(*sets[1:]))


def _customers(care: Care, since: datetime, until: datetime) -> Iterator[QuerySet[Any]]:
    """Ids of customers as purchases know them: companies, and people below zero."""
    yield care.records("company", since, until)
    people = Contact._base_manager.filter(pk__in=care.records("contact", since, until)).order_by()
    yield people.values_list(F("pk") * -1)
    yield people.filter(company__isnull=False).values_list("company_id")
    for type_key, model in _STANDS.items():
        rows = model._base_manager.filter(pk__in=care.records(type_key, since, until)).order_by()
        yield rows.filter(company_id__isnull=False).values_list("company_id")
        people_of = rows.filter(company_id=None, contact_id__isnull=False)
        yield people_of.values_list(F("contact_id") * -1)


def with_cares(words: Any) -> Any:
    """A formula, with what caring is."""
    return lazy(_with_cares, str)(words)


def _with_cares(words: Any) -> str:
    ways = "; ".join(str(care.label) for care in CARES.values())
    told = gettext(
        "Cared for is with whom one of these happened in as many days before the period: %s."
    )
    return f"{words} {told % ways}"
