"""Lists of contacts and companies: cells that are more than a value."""

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quen.fields.lists import list_spec
from quen.fields.showing import Words
from quen.kit import cells, phones
from quen.people.calling import MANY, ONE
from quen.people.staging import stages


@lru_cache
def _url_before(route: str) -> str:
    """The part of a record's URL before its number; asked once, not once a row."""
    return reverse(route, args=[0]).partition("0")[0]


def _contact(row: dict[str, Any], words: Words, label: str) -> SafeString:
    name = row["full_name"] or phones.shown(row["phone"]) or row["email"] or f"#{row['pk']}"
    return cells.identity(
        name, row["email"] or row["job_title"], f"{_url_before('people:contact')}{row['pk']}/"
    )


def _company(row: dict[str, Any], words: Words, label: str) -> SafeString:
    return cells.identity(
        row["name"],
        row["industry"] or row["website"],
        f"{_url_before('people:company')}{row['pk']}/",
    )


def employer(row: dict[str, Any], words: Words, label: str) -> SafeString:
    """The company as a link."""
    if not row["company_id"]:
        return cells.text("", label)
    url = f"{_url_before('people:company')}{row['company_id']}/"
    return cells.link(row["company__name"], url, label)


def _stage(row: dict[str, Any], words: Words, label: str) -> SafeString:
    found = next((s for s in stages() if s.pk == row["stage_id"]), None)
    if found is None:
        return cells.text("", label)
    return cells.stage(found.label, "loyal" if found.loop == "loyalty" else found.loop, label)


def _score(row: dict[str, Any], words: Words, label: str) -> SafeString:
    return cells.score(row["score"], label)


def _owner(row: dict[str, Any], words: Words, label: str) -> SafeString:
    return cells.person(row["owner__full_name"] or "", label)


OWNER = (("owner__full_name",), _owner)


def declare() -> None:
    """Lend the lists (once, at start)."""
    list_spec(
        "contact",
        route="people:contacts",
        new_route="people:contact_new",
        add_right="people.add_contact",
        title=MANY,
        add_label=ONE,
        empty_text=_("Add the first customer, or bring your list from a spreadsheet."),
        drawn={
            "full_name": (("full_name", "email", "phone", "job_title"), _contact),
            "company_id": (("company_id", "company__name"), employer),
            "lifecycle_stage": (("stage_id",), _stage),
            "score": (("score",), _score),
            "owner_id": OWNER,
        },
    )
    list_spec(
        "company",
        route="people:companies",
        new_route="people:company_new",
        add_right="people.add_company",
        title=_("Companies"),
        add_label=_("Company"),
        empty_text=_("Add the first company, or bring your list from a spreadsheet."),
        drawn={
            "name": (("name", "industry", "website"), _company),
            "owner_id": OWNER,
        },
    )
