"""What a draft shows of the discount that it takes off: whether it must be asked for, and how that stands."""

from typing import Any

from django.urls import reverse

from quen.accounts.models import User
from quen.automation.models import Ask
from quen.sales.actions.approving import plain_percent
from quen.sales.discounts import asked_about, discount_of, limit_of, over_limit, seal_of
from quen.sales.models import Quote


def approval_of(it: Quote, user: User) -> dict[str, Any] | None:
    """Limit, discount and the last question about it; None within the limit where nothing is asked or approved."""
    last = asked_about(it).order_by("-pk").select_related("decided_by").first()
    needed = over_limit(it, user)
    state = last.state if last and last.seal == seal_of(it) else ""
    if not needed and state not in (Ask.State.OPEN, Ask.State.APPROVED):
        return None
    return {
        "needed": needed,
        "percent": plain_percent(discount_of(it)),
        "limit": plain_percent(limit) if (limit := limit_of(user)) is not None else "",
        "state": state,
        "waits": state == Ask.State.OPEN,
        "refused": state in (Ask.State.REFUSED, Ask.State.EXPIRED),
        "who": last.decided_by.full_name if last and last.decided_by else "",
        "note": last.note if last else "",
        "url": reverse("automation:ask", args=[last.pk]) if last else "",
    }
