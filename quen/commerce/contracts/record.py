"""The page of a contract: how it stands, what it is worth, what can be done with it."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.accounts.visibility import may
from quen.commerce.contracts.document import reads_paper
from quen.commerce.models import Contract
from quen.commerce.order_box import ORDER_NUMBER
from quen.fields.actions.tags import tags_of
from quen.fields.forms.controls import special
from quen.fields.record_pages import record_page
from quen.fields.record_values import Showing
from quen.kit import days, money
from quen.kit.workspace import today

TONES = {"running": "good", "nearing": "warn", "upcoming": "accent", "expired": "bad"}


def declare() -> None:
    """Lend the page (once, at start)."""
    special("contract", "order_id", ORDER_NUMBER)
    record_page(
        "contract",
        name="name",
        head=contract_head,
        list_url=lambda: reverse("commerce:contracts"),
        new_url=lambda: reverse("commerce:contract_new"),
        related=("owner", "contact", "company", "order", "renews"),
        values=contract_values,
        first=(
            "number", "amount", "billing", "company_id", "contact_id", "signed_on", "starts_on",
            "ends_on", "renew_days_before", "auto_renews", "order_id", "renews_id", "owner_id",
            "terms", "notes", "tags",
        ),
        left_out=frozenset(("name", "state", "days_left", "renewed", "team_id", "created_at", "updated_at", "ended_at")),
        essential=("name", "company_id", "contact_id", "amount", "billing", "signed_on", "starts_on", "ends_on"),
    )  # fmt: skip


def contract_values(contract: Any, user: Any) -> dict[str, Any]:
    """Tags, in one query."""
    return {"tags": [tag.name for tag in tags_of("contract", [contract.pk])[contract.pk]]}


def contract_head(contract: Contract, user: Any, showing: Showing) -> dict[str, Any]:
    """How it stands and until when, its amount, what it continues and what continues it."""
    state, changes = contract.state_on(today()), may(contract, user, "change")
    over = state in (Contract.State.ENDED, Contract.State.EXPIRED)
    seen = money.shown(money.Money(contract.amount, contract.currency), showing.language)
    later = Contract.objects.filter(renews=contract.pk, deleted_at=None).first()
    renewable = (
        state != Contract.State.DRAFT and later is None and user.can("commerce.add_contract")
    )
    return {
        "template": "commerce/contract_state.html",
        "subtitle": contract.number if user.may_read_field("contract.number") else "",
        "pk": contract.pk,
        "state_label": state.label,
        "tone": TONES.get(state.value, ""),
        "amount": seen if user.may_read_field("contract.amount") else "",
        "billing": contract.get_billing_display() if contract.billing != "once" else "",
        "until": _until(contract, user, showing),
        "reason": contract.end_reason,
        "paper_url": reverse("commerce:contract_pdf", args=[contract.pk])
        if reads_paper(user)
        else "",
        "later": _link(later, user) if later else "",
        "renew_url": reverse("commerce:contract_renew", args=[contract.pk]) if renewable else "",
        "may_end": changes and not over,
        "may_reopen": changes and contract.ended_at is not None,
    }


def _until(contract: Contract, user: Any, showing: Showing) -> str:
    """Until when it runs, in words; nothing where its end is hidden."""
    if not user.may_read_field("contract.ends_on"):
        return ""
    if contract.ends_on is None:
        return _("No end")
    day = days.shown_day(contract.ends_on, showing.language, showing.era)
    left = (contract.ends_on - today()).days
    if contract.ended_at is not None or left < 0:
        return day
    words = ngettext("%d day left", "%d days left", left) % left
    return f"{day} · {words}"


def _link(later: Contract, user: Any) -> SafeString:
    if not may(later, user, "view"):
        return format_html("{}", later.number)
    return format_html('<a href="{}">{}</a>', reverse("commerce:contract", args=[later.pk]), later.number)  # fmt: skip
