"""Strangers on public pages: where they come from, and how often."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from quen.kit.limits import within
from quen.kit.refused import Refused


def slow_down(action: str, who: str, *, most: int, seconds: int) -> None:
    """Count one more; raises Refused (429) beyond `most` in `seconds`."""
    if not within(action, who, most=most, seconds=seconds):
        raise Refused(_("That was too much at once. Please wait a while."), status=429)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as sign-in counts it too."""
    return str(get_adapter(request).get_client_ip(request))
