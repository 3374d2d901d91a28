"""Quotes in lists: beside a deal, on their own page, among their editions."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.commerce.models import Order
from quen.kit import days, money
from quen.kit.workspace import today
from quen.sales.models import Deal, Quote

PAGE = 50
TONES = {"draft": "", "sent": "accent", "accepted": "good", "declined": "bad", "expired": "warn"}
_SHOWN = ("deal", "contact", "company", "owner")


def listed(user: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """A page of quotes, the newest first, from below an id on."""
    state = asked.get("state", "")
    rows = Quote.objects.visible_to(user).select_related(*_SHOWN)
    rows = rows.filter(state=state) if state in Quote.State.values else rows
    below = asked.get("below", "")
    if below.isascii() and below.isdigit() and len(below) < 19:
        rows = rows.filter(pk__lt=int(below))
    found = list(_read(rows).order_by("-pk")[: PAGE + 1])
    tabs = [("", _("All"), not state)]
    tabs += [(key, str(label), key == state) for key, label in Quote.State.choices]
    last = found[PAGE - 1].pk if len(found) > PAGE else 0
    return {
        "lines": [line_of(it, user) for it in found[:PAGE]],
        "tabs": tabs,
        "next": f"?state={state}&below={last}" if last else "",
    }


def of_deal(deal: Deal, user: Any) -> list[dict[str, Any]]:
    """The quotes of a deal that this user may see, the newest first."""
    rows = Quote.objects.visible_to(user).filter(deal=deal).select_related(*_SHOWN)
    return [line_of(it, user) for it in _read(rows).order_by("-pk")[:20]]


def editions_of(it: Quote, user: Any) -> list[dict[str, Any]]:
    """The other editions of the same quote."""
    if not it.number:
        return []
    rows = Quote.objects.visible_to(user).filter(number=it.number).exclude(pk=it.pk)
    return [line_of(one, user) for one in _read(rows.select_related(*_SHOWN)).order_by("-edition")]


def may_order(it: Quote, user: Any) -> bool:
    """Whether this user may place the order of this quote now."""
    ready = it.state == Quote.State.ACCEPTED and user.can("commerce.add_order")
    return ready and not it.ordered.exists()


def order_url(it: Quote, user: Any) -> str:
    """The page of the quote's order, where there is one that this user may see."""
    found = Order.objects.visible_to(user).filter(from_deal__quote=it).first()
    return reverse("commerce:order", args=[found.pk]) if found else ""


def _read(rows: QuerySet[Quote]) -> QuerySet[Quote]:
    return rows.annotate(times=Count("openings"), seconds=Sum("openings__seconds"))


def line_of(it: Quote, user: Any) -> dict[str, Any]:
    """A quote in one line: number, whom for, how much, its state, how often it was read."""
    era = "buddhist" if user.buddhist_years else "common"
    until = days.shown_day(it.valid_until, user.language, era) if it.valid_until else ""
    return {
        "pk": it.pk,
        "url": reverse("sales:quote", args=[it.pk]),
        "label": it.label,
        "title": it.title,
        "whom": str(it.company or it.contact or ""),
        "amount": money.shown(money.Money(it.total, it.currency), user.language),
        "state": it.state,
        "state_label": it.get_state_display(),
        "tone": TONES.get(it.state, ""),
        "until": until,
        "soon": _soon(it),
        "owner": it.owner.full_name if it.owner else "",
        "ago": days.ago(it.sent_at or it.created_at, timezone.now(), user.language, user.zone, era),
        "read": _how_read(it),
    }


def _soon(it: Quote) -> bool:
    """Whether an open quote ends within three days."""
    return bool(
        it.state == Quote.State.SENT and it.valid_until and (it.valid_until - today()).days <= 3
    )


def _how_read(it: Quote) -> str:
    """ "opened 3 times, 4 minutes"; empty before anybody has."""
    times = getattr(it, "times", None)
    if times is None:
        told = it.openings.aggregate(times=Count("pk"), seconds=Sum("seconds"))
        times, seconds = told["times"], told["seconds"] or 0
    else:
        seconds = getattr(it, "seconds", 0) or 0
    if not times:
        return ""
    minutes = max(1, round(seconds / 60))
    opened = ngettext("opened %d time", "opened %d times", times) % times
    return f"{opened}, {ngettext('%d minute', '%d minutes', minutes) % minutes}"
