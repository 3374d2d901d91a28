"""The list of contracts: cells that are more than a value."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.models import Contract
from quen.fields.lists import list_spec
from quen.fields.showing import Words
from quen.kit import cells
from quen.kit.workspace import today
from quen.people.lists import OWNER, employer

STATE = ("ended_at", "signed_on", "starts_on", "ends_on", "renew_on", "auto_renews")
TONES = {"running": "retain", "nearing": "convert", "upcoming": "acquire"}


def _contract(row: dict[str, Any], words: Words, label: str) -> SafeString:
    before = reverse("commerce:contract", args=[0]).partition("0")[0]
    return cells.identity(row["name"], row["number"], f"{before}{row['pk']}/")


def _state(row: dict[str, Any], words: Words, label: str) -> SafeString:
    if any(row[key] == "" for key in STATE):  # a role hides what it follows from
        return cells.text("", label)
    state = Contract(**{key: row[key] for key in STATE}).state_on(today())
    return cells.stage(str(state.label), TONES.get(state.value, ""), label)


def declare() -> None:
    """Lend the list (once, at start)."""
    list_spec(
        "contract",
        route="commerce:contracts",
        new_route="commerce:contract_new",
        add_right="commerce.add_contract",
        title=_("Contracts"),
        add_label=pgettext_lazy("column", "Contract"),
        empty_text=_("Keep what customers have agreed to, and nobody forgets when it ends."),
        default_sort="-created_at",
        drawn={
            "name": (("name", "number"), _contract),
            "company_id": (("company_id", "company__name"), employer),
            "state": (STATE, _state),
            "owner_id": OWNER,
        },
    )
