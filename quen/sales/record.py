"""The page of a deal: its head and its facts."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.accounts.visibility import may
from quen.fields.actions.tags import tags_of
from quen.fields.record_pages import record_page
from quen.fields.record_values import Showing
from quen.kit import days, money
from quen.people.record import next_step
from quen.sales import staging
from quen.sales.rotting import rots


def declare() -> None:
    """Lend the page (once, at start)."""
    record_page(
        "deal",
        name="name",
        head=deal_head,
        list_url=lambda: reverse("sales:board"),
        new_url=lambda: reverse("sales:deal_new"),
        related=("owner", "contact", "company", "stage", "lost_reason", "won_reason", "competitor"),
        values=deal_values,
        first=("amount", "company_id", "contact_id", "expected_close_on", "probability", "owner_id", "source", "tags"),
        left_out=frozenset(
            ("name", "team_id", "state", "stage_id", "pipeline_id", "stage_entered_at",
             "created_at", "next_step_at", "last_activity_at", "lost_reason", "won_reason",
             "competitor_id", "rotting")
        ),
        essential=("name", "amount", "contact_id", "company_id", "expected_close_on", "stage_id"),
    )  # fmt: skip


def deal_values(deal: Any, user: Any) -> dict[str, Any]:
    """Tags, in one query."""
    return {"tags": [tag.name for tag in tags_of("deal", [deal.pk])[deal.pk]]}


def deal_head(deal: Any, user: Any, showing: Showing) -> dict[str, Any]:
    """Where the deal stands, what it is worth, what can be done with it."""
    amount = money.shown(money.Money(deal.amount, deal.currency), showing.language)
    open_ones = [s for s in staging.stages(deal.pipeline_id) if s.kind == "open"]
    return {
        "template": "sales/deal_state.html",
        "subtitle": _subtitle(deal, user, showing),
        "amount": amount if user.may_read_field("deal.amount") else "",
        "stage": deal.stage.label,
        "state": deal.state,
        "state_label": deal.get_state_display(),
        "tone": {"won": "good", "lost": "bad"}.get(deal.state, "accent"),
        "since": days.ago(deal.stage_entered_at, timezone.now(), showing.language, showing.zone),
        "steps": [(s.pk, s.label, s.pk == deal.stage_id) for s in open_ones],
        "at": next(
            (n for n, s in enumerate(open_ones, 1) if s.pk == deal.stage_id), len(open_ones)
        ),
        "pk": deal.pk,
        "rot": _left_alone(deal),
        **_ends(deal),
        **_why(deal, user),
        "may_move": may(deal, user, "change") and user.may_write_field("deal.stage_id"),
        **next_step(deal, showing),
    }


def _ends(deal: Any) -> dict[str, str]:
    """Where winning and losing are asked."""
    url = reverse("sales:deal_go", args=[deal.pk])
    ends = {s.kind: f"{url}?stage={s.pk}" for s in staging.stages(deal.pipeline_id)}
    return {"win_url": ends.get("won", ""), "lose_url": ends.get("lost", "")}


def _left_alone(deal: Any) -> str:
    days_alone = rots(vars(deal), timezone.now()) if deal.is_open else 0
    words = ngettext("%d day without contact", "%d days without contact", days_alone)
    return words % days_alone if days_alone else ""


def _why(deal: Any, user: Any) -> dict[str, str]:
    """Why it was won or lost, against whom, and what was said to it."""
    key = "won_reason" if deal.state == "won" else "lost_reason"
    reason = getattr(deal, key)
    if deal.is_open or reason is None or not user.may_read_field(f"deal.{key}"):
        return {"why": ""}
    rival = deal.competitor.name if deal.competitor else ""
    told = [staging.path_of(reason), rival, deal.lost_note]
    label = _("Won reason") if deal.state == "won" else _("Lost reason")
    return {"why": " · ".join(one for one in told if one), "why_label": label}


def _subtitle(deal: Any, user: Any, showing: Showing) -> SafeString:
    if not deal.company or not user.may_read_field("deal.company_id"):
        return SafeString("")
    if ("company", deal.company_id) not in showing.linked:
        return format_html("{}", deal.company.name)
    url = reverse("people:company", args=[deal.company_id])
    return format_html('<a href="{}">{}</a>', url, deal.company.name)
