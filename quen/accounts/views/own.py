"""A colleague's own things: profile, tokens, sessions, theme and language, the end of a preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.acting import PREVIEW, acting_user
from quen.accounts.actions import signing, tokens
from quen.accounts.actions.users import change_user
from quen.accounts.forms import ProfileForm, TokenForm, end_of
from quen.accounts.models import Token
from quen.accounts.models.user import LANGUAGES, THEMES
from quen.accounts.showing import second_steps_of, sessions_of, token_lines
from quen.kit.pages import personal
from quen.kit.render import page

ALLOWED = {"language": dict(LANGUAGES), "theme": dict(THEMES)}
CHANGED = ("full_name", "language", "zone", "theme", "buddhist_years", "signature")


@require_http_methods(["GET", "HEAD", "POST"])
@personal("own profile")
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, zone, era, theme, signature; the ways one signs in and is told of things."""
    user: Any = request.user
    if request.method != "POST":
        return _profile(request)
    form = ProfileForm(request.POST)
    if form.accepted(lambda **facts: change_user(user, by=user, **facts)) is None:
        return _profile(request, status=422, form=form)
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@require_POST
@personal("making one's own token")
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token and show it this once."""
    user: Any = request.user
    form = TokenForm(request.POST)

    def add(name: str, scope: str, expires_on: Any) -> tuple[Token, str]:
        end = end_of(expires_on, user)
        return tokens.add_token(user, name=name, scope=scope, expires_at=end, by=user)

    made = form.accepted(add)
    if made is None:
        return _profile(request, status=422, token_form=form)
    return _profile(request, secret=made[1])


@require_POST
@personal("revoking one's own token")
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token of one's own."""
    user = acting_user(request)
    token = get_object_or_404(Token.objects.visible_to(user).filter(user=user), pk=pk)
    tokens.revoke_token(token, by=user)
    messages.success(request, _("The token no longer works."))
    return redirect("accounts:profile")


@require_POST
@personal("ending one's own other sessions")
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    user: Any = request.user
    signing.end_all_sessions(user, by=user, but=request.session.session_key or "")
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:profile")


@require_POST
@personal("own language and theme")
def preferences(request: HttpRequest) -> HttpResponse:
    """Set language or theme and go back to where one was (our own pages only)."""
    changes = {
        key: request.POST[key] for key, values in ALLOWED.items() if request.POST.get(key) in values
    }
    if changes:
        user = acting_user(request)
        change_user(user, by=user, **changes)
    return HttpResponseRedirect(_back(request))


@require_POST
@personal("ending one's own preview")
def preview_stop(request: HttpRequest) -> HttpResponse:
    """Look through one's own eyes again."""
    request.session.pop(PREVIEW, None)
    return HttpResponseRedirect("/")


def _profile(request: HttpRequest, *, status: int = 200, **facts: Any) -> HttpResponse:
    user: Any = request.user
    mine = Token.objects.visible_to(user).filter(user=user, revoked_at=None).order_by("-pk")
    context = {
        "form": ProfileForm(initial={key: getattr(user, key) for key in CHANGED}),
        "token_form": TokenForm(initial={"scope": "read"}),
        "tokens": token_lines(mine, user),
        "sessions": sessions_of(user, user, request.session.session_key or ""),
        "second_steps": second_steps_of(user),
        "email": user.email,
        "signature": user.signature,
        **facts,
    }
    return page(request, "accounts/profile.html", status=status, **context)


def _back(request: HttpRequest) -> str:
    """Where the form stood, where that is a page of ours (SR-24)."""
    asked = request.POST.get("next") or request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if own else "/"
