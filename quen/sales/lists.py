"""The list of deals: cells that are more than a value."""

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quen.fields.lists import list_spec
from quen.fields.showing import Words
from quen.kit import cells
from quen.people.lists import OWNER, employer
from quen.sales.staging import stage

TONES = {"open": "convert", "won": "retain"}


@lru_cache
def _url_before(route: str) -> str:
    """The part of a record's URL before its number; asked once, not once a row."""
    return reverse(route, args=[0]).partition("0")[0]


def _deal(row: dict[str, Any], words: Words, label: str) -> SafeString:
    sub = row["contact__full_name"] or row["company__name"] or ""
    return cells.identity(row["name"], sub, f"{_url_before('sales:deal')}{row['pk']}/")


def _contact(row: dict[str, Any], words: Words, label: str) -> SafeString:
    if not row["contact_id"]:
        return cells.text("", label)
    url = f"{_url_before('people:contact')}{row['contact_id']}/"
    return cells.link(row["contact__full_name"], url, label)


def _stage(row: dict[str, Any], words: Words, label: str) -> SafeString:
    found = stage(row["stage_id"])
    return (
        cells.stage(found.label, TONES.get(found.kind, ""), label)
        if found
        else cells.text("", label)
    )


def declare() -> None:
    """Lend the list (once, at start)."""
    list_spec(
        "deal",
        route="sales:deals",
        boards={"board": "sales:board", "months": "sales:months"},
        new_route="sales:deal_new",
        add_right="sales.add_deal",
        title=_("Deals"),
        add_label=_("Deal"),
        empty_text=_(
            "A deal is a sale in the making. Add the first one, or bring yours from a file."
        ),
        drawn={
            "name": (("name", "contact__full_name", "company__name"), _deal),
            "company_id": (("company_id", "company__name"), employer),
            "contact_id": (("contact_id", "contact__full_name"), _contact),
            "stage_id": (("stage_id",), _stage),
            "owner_id": OWNER,
        },
    )
