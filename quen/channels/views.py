"""The outbox: every message on its way, sent, kept or failed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.showing import ago, moment
from quen.channels.actions.outbox import send_again
from quen.channels.models import Outgoing
from quen.kit.asked import id_in
from quen.kit.mail_purpose import ACCESS
from quen.kit.pages import needs
from quen.kit.render import page

PAGE = 50
TONES = {"sent": "good", "failed": "bad", "doubtful": "warn", "waiting": "accent"}
REPEATABLE = (Outgoing.State.FAILED, Outgoing.State.DOUBTFUL, Outgoing.State.KEPT)


@require_GET
@needs("channels.view_outbox")
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first, by state."""
    state = request.GET.get("state", "")
    before = request.GET.get("before", "")
    found = Outgoing.objects.visible_to(request.user).order_by("-created_at", "-pk")
    if state in Outgoing.State.values:
        found = found.filter(state=state)
    if last := id_in(before):
        found = found.filter(pk__lt=last)
    rows = list(found.defer("text", "html")[: PAGE + 1])
    more = f"?state={state}&before={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    return page(
        request,
        "channels/outbox.html",
        lines=[_line(row, request.user) for row in rows[:PAGE]],
        tabs=_tabs(state),
        pager={"shown": "", "next_url": more},
    )


@require_GET
@needs("channels.view_outbox")
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: to whom, what, and how it went."""
    row = get_object_or_404(Outgoing.objects.visible_to(request.user), pk=pk)
    facts = {
        "line": _line(row, request.user),
        "facts": _facts(row, request.user),
        "text": row.text if readable(row, request.user) else "",
        "error": row.error,
        "repeatable": row.state in REPEATABLE,
        "opens_account": row.purpose == ACCESS,
        "doubtful": row.state == Outgoing.State.DOUBTFUL,
    }
    return page(request, "channels/outgoing.html", **facts)


@require_POST
@needs("channels.view_outbox")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it once more, because a person says so."""
    row = get_object_or_404(Outgoing.objects.visible_to(request.user, "change"), pk=pk)
    send_again(row, by=request.user)
    messages.success(request, _("It is on its way again."))
    return redirect("channels:outgoing", pk=pk)


def readable(row: Outgoing, reader: Any) -> bool:
    """What opens somebody's account is shown only where it cannot be mailed, to who manages accounts."""
    kept = row.state == Outgoing.State.KEPT and reader.can("accounts.manage_users")
    return kept if row.purpose == ACCESS else True


def _line(row: Outgoing, reader: Any) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "subject": row.subject or _("(no subject)"),
        "recipient": row.recipient,
        "state": row.get_state_display(),
        "tone": TONES.get(row.state, ""),
        "when": ago(row.created_at, reader),
        "exact": moment(row.created_at, reader),
    }


def _facts(row: Outgoing, reader: Any) -> list[dict[str, str]]:
    return [
        {"label": _("To"), "value": row.recipient},
        {"label": _("From"), "value": row.sender},
        {"label": _("State"), "value": row.get_state_display()},
        {"label": _("Planned"), "value": moment(row.created_at, reader)},
        {"label": _("Sent"), "value": moment(row.sent_at, reader)},
        {"label": _("Tries"), "value": str(row.tries)},
    ]


def _tabs(now: str) -> list[dict[str, Any]]:
    every = [("", _("All")), *((str(key), str(label)) for key, label in Outgoing.State.choices)]
    return [
        {"label": label, "url": f"?state={key}" if key else "?", "active": key == now}
        for key, label in every
    ]
