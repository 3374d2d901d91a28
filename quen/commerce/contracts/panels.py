"""The contracts of a customer, a company, an order."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quen.commerce.contracts.record import TONES
from quen.commerce.models import Contract
from quen.kit import days, money
from quen.kit.panels import panel
from quen.kit.records import type_of
from quen.kit.workspace import today

SHOWN = 10


def declare() -> None:
    """Lend the panels (once, at start)."""
    for type_key in ("contact", "company"):
        panel(
            type_key, "contracts", label=_("Contracts"), template="commerce/contracts_panel.html",
            needs="commerce.view_contract", facts=beside, order=13,
        )  # fmt: skip


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
    return {
        "title": one.name,
        "url": reverse("commerce:contract", args=[one.pk]),
        "sub": " · ".join(word for word in (one.number, str(state.label), until) if word),
        "end": amount if user.may_read_field("contract.amount") else "",
        "icon": "file-certificate",
        "tone": TONES.get(state.value, ""),
    }
