"""The contracts of a customer, a company, an order; and beside a contract, its customer's link."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quen.accounts.visibility import may
from quen.commerce.actions.contract_links import USUAL
from quen.commerce.contracts.document import reads_paper
from quen.commerce.contracts.lists import STATE
from quen.commerce.contracts.record import TONES
from quen.commerce.links import token_of
from quen.commerce.models import Contract, ContractLink
from quen.commerce.models.contract_link import LINK
from quen.kit import days, money
from quen.kit.panels import panel
from quen.kit.records import type_of
from quen.kit.workspace import today

SHOWN = 10
OPEN_FOR = (7, USUAL, 90, 365)


def declare() -> None:
    """Lend the panels (once, at start)."""
    panel(
        "contract", "link", label=gettext_lazy("The customer's link"), needs="commerce.view_contract",
        template="commerce/contract_link_panel.html", facts=link_beside, order=10,
    )  # fmt: skip
    for type_key in ("contact", "company"):
        panel(
            type_key, "contracts", label=gettext_lazy("Contracts"), template="commerce/contracts_panel.html",
            needs="commerce.view_contract", facts=beside, order=13,
        )  # fmt: skip


def link_beside(contract: Contract, user: Any) -> dict[str, Any] | None:
    """The link by which the customer reads it, and what can be done with it; nothing for who may not read
    all that stands there."""
    if not reads_paper(user):
        return None
    changes = may(contract, user, "change")
    link = ContractLink.objects.open_on(today()).filter(contract=contract).first()
    if link is None and not changes:
        return None
    era = "buddhist" if user.buddhist_years else "common"
    return {
        "link": address_of(link) if link else "",
        "told": _told(link, days.shown_day(link.until_on, user.language, era)) if link else "",
        "share_url": reverse("commerce:contract_share", args=[contract.pk]) if changes else "",
        "revoke_url": reverse("commerce:contract_unshare", args=[contract.pk]) if changes else "",
        "terms": [(n, ngettext("%d day", "%d days", n) % n, n == USUAL) for n in OPEN_FOR],
    }


def address_of(link: ContractLink) -> str:
    """The address of the public page."""
    return settings.BASE_URL + reverse("commerce:contract_public", args=[token_of(link.key, LINK)])


def _told(link: ContractLink, until: str) -> str:
    """Until when it is open, and how often it was opened."""
    times = link.openings.count()
    words = ngettext("opened %d time", "opened %d times", times) % times
    return " · ".join((_("Open until %s") % until, words))


def beside(record: Any, user: Any) -> dict[str, Any]:
    """The contracts of a customer or a company, those that end last first."""
    key = type_of(record)
    add = f"{reverse('commerce:contract_new')}?{key}_id={record.pk}"
    return {
        "items": items_of(Contract.objects.visible_to(user).filter(**{key: record}), user),
        "add": add if user.can("commerce.add_contract") else "",
    }


def items_of(rows: Any, user: Any) -> list[dict[str, Any]]:
    """Contracts as lines of a panel."""
    return [_item(one, user) for one in rows.order_by("-starts_on", "-pk")[:SHOWN]]


def _item(one: Contract, user: Any) -> dict[str, Any]:
    era, state = "buddhist" if user.buddhist_years else "common", one.state_on(today())
    until = days.shown_day(one.ends_on, user.language, era) if one.ends_on else ""
    until = until if user.may_read_field("contract.ends_on") else ""
    amount = money.shown(money.Money(one.amount, one.currency), user.language)
    reads = {key: user.may_read_field(f"contract.{key}") for key in ("name", "number", *STATE)}
    stands = str(state.label) if all(reads[key] for key in STATE) else ""
    number = one.number if reads["number"] else ""
    return {
        "title": one.name if reads["name"] else number or f"#{one.pk}",
        "url": reverse("commerce:contract", args=[one.pk]),
        "sub": " · ".join(word for word in (number, stands, until) if word),
        "end": amount if user.may_read_field("contract.amount") else "",
        "icon": "file-certificate",
        "tone": TONES.get(state.value, "") if stands else "",
    }
