"""Language, zone and previewed user of each request."""

from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.holding import sees_as_much
from quen.accounts.models import User
from quen.kit.pages import OWN
from quen.kit.workspace import workspace

PREVIEW = "preview_user_id"


class ActingUserMiddleware:
    """Make `request.user` the previewed colleague while an administrator looks through their eyes.

    A preview is for looking: anything but GET is refused, but for ending it, and so are the pages
    where a colleague keeps their own keys.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            self._preview(request)
            translation.activate(request.user.language)  # type: ignore[union-attr]
            timezone.activate(ZoneInfo(request.user.zone))  # type: ignore[union-attr]
            request.banner = _banner()  # type: ignore[attr-defined]
        else:
            translation.activate(translation.get_language_from_request(request))
            timezone.deactivate()
        request.LANGUAGE_CODE = translation.get_language()
        if getattr(request, "read_only", False) and not _only_looks(request):
            raise PermissionDenied(
                _("While you look through a colleague's eyes nothing can be changed.")
            )
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", translation.get_language())
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, facts: Any
    ) -> None:
        own = str(getattr(view, "door", "")).startswith(f"{OWN}:")
        if own and getattr(request, "read_only", False) and request.path not in _ends():
            raise PermissionDenied(_("A colleague's own keys and sessions are theirs alone."))

    def _preview(self, request: HttpRequest) -> None:
        asked = request.session.get(PREVIEW)
        if not asked or not request.user.can("accounts.preview_user"):  # type: ignore[union-attr]
            return
        seen = User.objects.filter(pk=asked, is_active=True).first()
        if seen is not None and sees_as_much(request.user, seen):
            seen.language = request.user.language  # type: ignore[union-attr]
            request.real_user = request.user  # type: ignore[attr-defined]
            request.acting_for = seen  # type: ignore[attr-defined]
            request.user = seen
            request.read_only = True  # type: ignore[attr-defined]


def acting_user(request: HttpRequest) -> User:
    """The colleague behind a door that opens for nobody else; in a preview, the one previewed."""
    return cast(User, request.user)


def _only_looks(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS") or request.path in _ends()


def _ends() -> set[str]:
    return {reverse("accounts:preview_stop"), reverse("account_logout")}


def _banner() -> str:
    if workspace().sending_off:
        return _(
            "A backup was brought back: nothing is sent until an administrator switches sending on."
        )
    if not workspace().is_demo:
        return ""
    return _("Demo company: all data is made up, and everybody may sign in.")
