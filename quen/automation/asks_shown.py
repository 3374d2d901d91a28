"""How questions read: in lists, on their page, with how they went."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from quen.automation import telling
from quen.automation.models import Ask, Seat, StandIn
from quen.kit import days, records
from quen.kit.workspace import today

MOST = 100
TONES = {"open": "warn", "approved": "good", "refused": "bad"}


def tabs(tab: str) -> list[dict[str, Any]]:
    """The three lists."""
    words = {"mine": _("Waits for me"), "asked": _("I asked"), "done": _("Decided")}
    url = reverse("automation:asks")
    return [{"label": words[t], "url": f"{url}?tab={t}", "active": t == tab} for t in words]


def listed(user: Any, tab: str) -> list[dict[str, Any]]:
    """The newest of a list."""
    rows = _rows(user, tab).select_related("asked_by", "decided_by").order_by("-pk")[:MOST]
    return [line_of(it, user) for it in rows]


def _rows(user: Any, tab: str) -> QuerySet[Ask]:
    if tab == "mine":
        return Ask.objects.visible_to(user, "decide")
    if tab == "asked":
        return Ask.objects.filter(asked_by=user, state=Ask.State.OPEN)
    mine = Ask.objects.filter(pk__in=Seat.objects.of(user).values("ask_id"))
    return (mine | Ask.objects.filter(asked_by=user)).exclude(state=Ask.State.OPEN)


def line_of(it: Ask, user: Any) -> dict[str, Any]:
    """A question in one line."""
    return {
        "pk": it.pk,
        "url": reverse("automation:ask", args=[it.pk]),
        "question": it.question,
        "asker": it.asked_by.full_name,
        "state": it.get_state_display() if not it.is_open else _("Open"),
        "tone": TONES.get(it.state, ""),
        "ago": telling.ago(it.created_at, user),
        "until": telling.shown(it.ends_at, user) if it.is_open else "",
    }


def told(it: Ask, user: Any) -> dict[str, Any]:
    """One question: its line, its record as far as it may be seen, who decides, how it was decided.

    The facts are for those who ask and are asked: among them may be what others may not read of the record.
    """
    sitting = it.seats.filter(level=it.level).select_related("user")
    record = records.visible(it.type, it.record_id, user)
    known = records.TYPES[it.type]
    return {
        "line": line_of(it, user),
        "on": {"title": known.title(record), "url": known.url(record.pk)} if record else None,
        "facts": it.facts if _has_part(it, user) else [],
        "deciders": ", ".join(one.user.full_name for one in sitting),
        "decided_when": telling.shown(it.decided_at, user),
    }


def _has_part(it: Ask, user: Any) -> bool:
    return it.asked_by_id == user.pk or Seat.objects.of(user).filter(ask=it).exists()


def waiting(user: Any) -> int:
    """How many questions wait for a colleague, at most 100."""
    rows = Ask.objects.visible_to(user, "decide").order_by()
    return len(rows.values_list("pk", flat=True)[:MOST])


def stand_ins(user: Any) -> list[dict[str, Any]]:
    """Who stands in for a colleague, now and later."""
    era = "buddhist" if user.buddhist_years else "common"
    rows = StandIn.objects.filter(user=user, last__gte=today()).select_related("stand_in")
    return [
        {
            "pk": row.pk,
            "name": row.stand_in.full_name,
            "first": days.shown_day(row.first, user.language, era),
            "last": days.shown_day(row.last, user.language, era),
        }
        for row in rows.order_by("first")
    ]
