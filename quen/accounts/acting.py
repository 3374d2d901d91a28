"""Language, zone and previewed user of each request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User

PREVIEW = "preview_user_id"


class ActingUserMiddleware:
    """Make `request.user` the previewed colleague while an administrator looks through their eyes.

    A preview is for looking: anything but GET is refused, but for ending it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            self._preview(request)
            translation.activate(request.user.language)  # type: ignore[union-attr]
            timezone.activate(ZoneInfo(request.user.zone))  # type: ignore[union-attr]
        else:
            translation.activate(translation.get_language_from_request(request))
            timezone.deactivate()
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        if getattr(request, "read_only", False) and not _only_looks(request):
            raise PermissionDenied(
                _("While you look through a colleague's eyes nothing can be changed.")
            )
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", translation.get_language())
        return answer

    def _preview(self, request: HttpRequest) -> None:
        asked = request.session.get(PREVIEW)
        if not asked or not request.user.can("accounts.preview_user"):  # type: ignore[union-attr]
            return
        seen = User.objects.filter(pk=asked, is_active=True).first()
        if seen is not None:
            seen.language = request.user.language  # type: ignore[union-attr]
            request.real_user = request.user  # type: ignore[attr-defined]
            request.acting_for = seen  # type: ignore[attr-defined]
            request.user = seen
            request.read_only = True  # type: ignore[attr-defined]


def _only_looks(request: HttpRequest) -> bool:
    ends = {reverse("accounts:preview_stop"), reverse("account_logout")}
    return request.method in ("GET", "HEAD", "OPTIONS") or request.path in ends
