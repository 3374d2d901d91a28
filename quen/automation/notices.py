"""Whom automation tells: who is asked, who asked, whose flow could not go on."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from quen.accounts.models import User
from quen.automation.models import Ask
from quen.timeline.models import Event
from quen.timeline.notices import Links, notice


def declare() -> None:
    """Lend the kinds (once, at start)."""
    notice(
        "asked",
        label=_("Asks for your approval"),
        about=_("You are to decide; the mail with the link to decide comes by itself"),
        kinds="ask.opened ask.passed_on",
        to=lambda event, links: event.data.get("whom") or (),
        mail="never",
        order=4,
    )
    notice(
        "answered_ask",
        label=_("Decided what you asked"),
        about=_("What you asked approval for is decided, or nobody answered in time"),
        kinds="ask.decided ask.expired",
        to=asker,
        mail="now",
        order=7,
    )
    notice(
        "flow_halted",
        label=_("An automation could not go on"),
        about=_("It acts in your name and got stuck, or was stopped because it ran wild"),
        kinds="flow.halted",
        to=owner_or_managers,
        mail="now",
        order=8,
    )


def asker(event: Event, links: Links) -> Iterable[int]:
    """Who asked."""
    rows = Ask.objects.filter(pk=event.subject_id or 0)
    return rows.values_list("asked_by_id", flat=True)


def owner_or_managers(event: Event, links: Links) -> Iterable[int]:
    """In whose name it acts; where they are switched off, who manages automation."""
    owner = User.objects.filter(pk=event.data.get("owner") or 0, is_active=True).first()
    if owner is not None:
        return (owner.pk,)
    return [u.pk for u in User.objects.filter(is_active=True) if u.can("automation.manage_flows")]
