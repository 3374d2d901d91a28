"""Companies are added, changed, handed over, thrown away and taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions import records
from quen.fields.drafts import Draft
from quen.fields.nouns import Pairs, noun
from quen.kit.db import move_forward
from quen.kit.refused import Refused
from quen.people import events
from quen.people.actions.handles import primaries, write_parts
from quen.people.facts import value_of
from quen.people.models import Company
from quen.timeline.log import touched


def add_company(given: Mapping[str, Any], *, by: User, **how: Any) -> Company:
    """Add one company from the API's shape. Raises Refused (errors by field) and Taken (409)."""
    added: Company = records.add_one(COMPANY, given, by=by, **how)
    return added


def add_companies(drafts: Sequence[Draft], *, by: User, **how: Any) -> list[Company]:
    """Add at most 500 companies with one event."""
    return records.add_many(COMPANY, drafts, by=by, **how)


def change_company(company: Company, given: Mapping[str, Any], *, by: User, **how: Any) -> Company:
    """Change a company; `version`, `expected` and errors as in `records.change_one`."""
    changed: Company = records.change_one(COMPANY, company, given, by=by, **how)
    return changed


def trash_companies(companies: Sequence[Company], *, by: User) -> list[Company]:
    """Move companies to the trash; their people and deals stay and show them greyed."""
    return records.trash(COMPANY, companies, by=by)


def restore_companies(companies: Sequence[Company], *, by: User) -> list[Company]:
    """Take companies out of the trash."""
    return records.restore(COMPANY, companies, by=by)


@touched("company")
def touch_companies(ids: Sequence[int], at: datetime) -> None:
    """Move the last activity forward, never back, and not for less than a minute."""
    move_forward(Company._meta.db_table, ids, at)


def _write_parts(pairs: Pairs, new: bool, share: bool) -> None:
    if not new:
        _check_parents(pairs)
    write_parts("company", pairs, new, share)


def _check_parents(pairs: Pairs) -> None:
    """A company stands below itself by no road."""
    for company, draft in pairs:
        parent, seen = draft.columns.get("parent_id"), set[int]()
        while parent and parent not in seen:
            if parent == company.pk:
                words = _("A company cannot be its own parent.")
                raise Refused(words, errors={"parent_id": words})
            seen.add(parent)
            row = Company.objects.filter(pk=parent).values_list("parent_id", flat=True)
            parent = row.first()


COMPANY = noun(
    "company",
    model=Company,
    events={
        "created": events.CompanyCreated,
        "changed": events.CompanyChanged,
        "assigned": events.CompanyAssigned,
        "deleted": events.CompanyDeleted,
        "restored": events.CompanyRestored,
        "merged": events.CompanyMerged,
        "unmerged": events.CompanyUnmerged,
    },
    value=partial(value_of, "company"),
    columns=lambda draft, by, now: {"last_activity_at": now} | primaries(draft),
    write_parts=_write_parts,
    created=lambda companies: {"name": companies[0].name} if len(companies) == 1 else {},
)
