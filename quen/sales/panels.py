"""What sales shows beside customers and companies: their deals; and beside a deal: its people."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quen.accounts.visibility import may
from quen.kit import money
from quen.kit.panels import panel
from quen.kit.records import type_of
from quen.sales import story_lines
from quen.sales.models import Deal
from quen.sales.orders_panel import orders
from quen.sales.people_panel import people
from quen.sales.playbook_panel import playbook
from quen.sales.quotes_panel import quotes

SHOWN = 10


def declare() -> None:
    """Lend the panels (once, at start)."""
    facts: dict[str, Any] = {
        "label": _("Deals"),
        "template": "sales/deals_panel.html",
        "needs": "sales.view_deal",
    }
    for type_key in ("contact", "company"):
        panel(type_key, "deals", facts=deals, order=10, **facts)
    panel(
        "deal", "playbook", label=_("Playbook"), template="sales/playbook_panel.html",
        needs="sales.view_deal", facts=playbook, order=5,
    )  # fmt: skip
    panel(
        "deal", "quotes", label=_("Products and quotes"), template="sales/quotes_panel.html",
        needs="sales.view_deal", facts=quotes, order=7,
    )  # fmt: skip
    panel(
        "deal", "orders", label=_("Orders"), template="sales/orders_panel.html",
        needs="commerce.view_order", facts=orders, order=8,
    )  # fmt: skip
    panel(
        "contract", "renewals", label=_("Renewal"), template="sales/renewals_panel.html",
        needs="sales.view_deal", facts=renewals, order=5,
    )  # fmt: skip
    panel(
        "deal", "stories", label=_("Stories that fit"), template="sales/stories_panel.html",
        needs="sales.view_deal", facts=stories, order=20,
    )  # fmt: skip
    panel(
        "deal", "people", label=_("People"), template="sales/people_panel.html",
        needs="sales.view_deal", facts=people, order=10,
    )  # fmt: skip


def stories(deal: Any, user: Any) -> dict[str, Any] | None:
    """What could be sent and what was; nothing while the library is empty."""
    fits = story_lines.fitting(deal, user) if deal.is_open else []
    sent = story_lines.sent_about(deal)
    may_send = deal.is_open and may(deal, user, "change")
    return {"fitting": fits, "sent": sent, "may_send": may_send} if fits or sent else None


def renewals(contract: Any, user: Any) -> dict[str, Any] | None:
    """The deals that were opened to renew a contract; nothing while there is none."""
    rows = Deal.objects.visible_to(user).filter(renewing__contract=contract)
    found = rows.select_related("stage").order_by("-pk")[:SHOWN]
    return {"items": [_item(deal, user) for deal in found]} if found else None


def deals(record: Any, user: Any) -> dict[str, Any]:
    """Open deals first, then the latest closed ones."""
    key = type_of(record)
    rows: QuerySet[Deal] = (
        Deal.objects.visible_to(user).filter(**{key: record}).select_related("stage")
    )
    found = sorted(rows.order_by("closed_at", "-id")[:SHOWN], key=lambda d: (not d.is_open, -d.pk))
    add = f"{reverse('sales:deal_new')}?{key}_id={record.pk}" if user.can("sales.add_deal") else ""
    return {"items": [_item(deal, user) for deal in found], "add": add}


def _item(deal: Deal, user: Any) -> dict[str, Any]:
    amount = money.shown(money.Money(deal.amount, deal.currency), user.language)
    return {
        "title": deal.name,
        "url": reverse("sales:deal", args=[deal.pk]),
        "sub": f"{deal.stage.label} · {deal.probability}%" if deal.is_open else deal.stage.label,
        "end": amount if user.may_read_field("deal.amount") else "",
        "icon": "" if deal.is_open else {"won": "trophy", "lost": "mood-sad"}[deal.state],
        "tone": "",
    }
