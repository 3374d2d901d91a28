"""What doors and sign-in tell the log: refusals on the way in."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quen.kit.pages import told
from quen.timeline.kinds import event
from quen.timeline.log import record


@event("access.refused", icon="lock", group="audit")
class AccessRefused:
    right: str
    path: str

    sentence = _("{actor} was refused: {right}")


@told
def note_refusal(request: HttpRequest, capability: str) -> None:
    """Write a refusal to the audit, linked to the colleague."""
    user: Any = request.user
    with transaction.atomic():
        record(AccessRefused(right=capability, path=request.path[:200]), on=[user], by=user)
