"""A colleague's own things: theme and language, and the end of a preview."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from quen.accounts.acting import PREVIEW
from quen.accounts.actions.users import change_user
from quen.accounts.models.user import LANGUAGES, THEMES
from quen.kit.pages import personal

ALLOWED = {"language": dict(LANGUAGES), "theme": dict(THEMES)}


@require_POST
@personal("own language and theme")
def preferences(request: HttpRequest) -> HttpResponse:
    """Set language or theme and go back to where one was (our own pages only)."""
    changes = {
        key: request.POST[key] for key, values in ALLOWED.items() if request.POST.get(key) in values
    }
    if changes:
        change_user(request.user, by=request.user, **changes)
    return HttpResponseRedirect(_back(request))


@require_POST
@personal("ending one's own preview")
def preview_stop(request: HttpRequest) -> HttpResponse:
    """Look through one's own eyes again."""
    request.session.pop(PREVIEW, None)
    return HttpResponseRedirect("/")


def _back(request: HttpRequest) -> str:
    """Where the form stood, where that is a page of ours (SR-24)."""
    asked = request.POST.get("next") or request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if own else "/"
