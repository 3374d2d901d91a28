"""Colleagues: who works here, what they may, and how they sign in."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import PREVIEW
from quen.accounts.actions import signing, tokens, users
from quen.accounts.forms import InviteForm, PlacedForm, TokenForm, end_of
from quen.accounts.holding import holds_as_much, sees_as_much
from quen.accounts.models import Invitation, Role, Team, Token, User
from quen.accounts.showing import (
    invitation_lines,
    last_sign_ins,
    second_steps_of,
    sessions_of,
    token_lines,
    user_rows,
)
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.shell import COLLEAGUE, allowed
from quen.kit.workspace import workspace

MOST = 500


@require_GET
@needs("accounts.manage_users")
def user_list(request: HttpRequest) -> HttpResponse:
    """All colleagues, and who was invited."""
    return users_page(request)


@require_http_methods(["GET", "HEAD"])
@needs("accounts.manage_users")
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One colleague."""
    return _user_page(request, colleague(request, pk))


@require_POST
@needs("accounts.manage_users")
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Set roles and team."""
    it = colleague(request, pk)
    form = PlacedForm(request.POST, **_choices(request))

    def place(roles: list[Role], team: Team | None) -> User:
        return users.set_roles(it, roles, team=team, by=_by(request))

    if form.accepted(place) is None:
        return _user_page(request, it, status=422, form=form)
    return _done(request, it, _("Saved."))


@require_POST
@needs("accounts.manage_users")
def off(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch off: sessions and tokens end at once."""
    it = users.disable_user(colleague(request, pk), by=_by(request))
    return _done(request, it, _("%s is switched off and signed out everywhere.") % it)


@require_POST
@needs("accounts.manage_users")
def on(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch on again."""
    it = users.enable_user(colleague(request, pk), by=_by(request))
    return _done(request, it, _("%s may sign in again.") % it)


@require_POST
@needs("accounts.manage_users")
def sessions_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a colleague out everywhere."""
    it = signing.end_all_sessions(colleague(request, pk), by=_by(request))
    return _done(request, it, _("%s is signed out everywhere.") % it)


@require_POST
@needs("accounts.manage_users")
def second_step_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """For someone who lost phone and recovery codes."""
    it = signing.reset_second_step(colleague(request, pk), by=_by(request))
    return _done(
        request, it, _("%s signs in with the password alone until they set it up again.") % it
    )


@require_POST
@needs("accounts.manage_users")
def token_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a token that acts as this colleague, and show it this once."""
    it = colleague(request, pk)
    form = TokenForm(request.POST)

    def add(name: str, scope: str, expires_on: Any) -> tuple[Token, str]:
        end = end_of(expires_on, _by(request))
        return tokens.add_token(it, name=name, scope=scope, expires_at=end, by=_by(request))

    made = form.accepted(add)
    if made is None:
        return _user_page(request, it, status=422, token_form=form)
    return _user_page(request, it, secret=made[1])


@require_POST
@needs("accounts.manage_users")
def token_revoke(request: HttpRequest, pk: int, token_pk: int) -> HttpResponse:
    """End a colleague's token."""
    it = colleague(request, pk)
    tokens.revoke_token(get_object_or_404(Token, user=it, pk=token_pk), by=_by(request))
    return _done(request, it, _("The token no longer works."))


@require_POST
@needs("accounts.preview_user")
def preview_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at Quen as a colleague, without being able to change anything."""
    seen = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    signing.preview_user(seen, by=_by(request))
    request.session[PREVIEW] = seen.pk
    return redirect("web:home")


def users_page(request: HttpRequest, *, status: int = 200, **facts: Any) -> HttpResponse:
    """The list with its invitations; also what a refused invitation shows."""
    words = request.GET.get("q", "").strip()[:100]
    found = User.objects.visible_to(request.user, "change").select_related("team")
    if words:
        found = found.filter(Q(full_name__icontains=words) | Q(email__icontains=words))
    rows = list(found.prefetch_related("roles").order_by("-is_active", "full_name", "pk")[:MOST])
    unused = Invitation.objects.visible_to(request.user).filter(used_at=None, withdrawn_at=None)
    context = {
        "rows": user_rows(rows, last_sign_ins(), request.user),
        "columns": [(label, "", "", "") for label in _columns()],
        "count": len(rows),
        "words": words,
        "invitations": invitation_lines(
            unused.select_related("by").order_by("-pk")[:50], request.user
        ),
        "form": InviteForm(initial={"language": workspace().language}, **_choices(request)),
        **facts,
    }
    return page(request, "accounts/users.html", status=status, **context)


def invite_form(request: HttpRequest) -> InviteForm:
    """The invitation as it was filled in."""
    return InviteForm(request.POST, **_choices(request))


def colleague(request: HttpRequest, pk: int) -> User:
    """The colleague where `request.user` may change them, else 404."""
    found = User.objects.visible_to(request.user, "change").select_related("team")
    it: User = get_object_or_404(found.prefetch_related("roles"), pk=pk)
    return it


def _user_page(request: HttpRequest, it: User, *, status: int = 200, **facts: Any) -> HttpResponse:
    by = _by(request)
    placed = {"roles": [role.pk for role in it.roles.all()], "team": it.team_id or ""}
    context = {
        "it": it,
        "form": PlacedForm(initial=placed, **_choices(request)),
        "token_form": TokenForm(initial={"scope": "read"}),
        "tokens": token_lines(it.tokens.filter(revoked_at=None).order_by("-pk"), by),
        "sessions": sessions_of(it, by),
        "second_steps": second_steps_of(it),
        "is_me": it.pk == by.pk,
        "above_me": not holds_as_much(by, it),
        "lent": [(e.label, e.icon, f"{e.url}{it.pk}") for e in allowed(COLLEAGUE, by)],
        "may_preview": by.can("accounts.preview_user") and sees_as_much(by, it),
        **facts,
    }
    return page(request, "accounts/user.html", status=status, **context)


def _columns() -> list[str]:
    return [_("Colleague"), _("Team"), _("Roles"), _("State"), _("Last sign-in")]


def _choices(request: HttpRequest) -> dict[str, Any]:
    by = request.user
    return {"roles": list(Role.objects.visible_to(by)), "teams": list(Team.objects.visible_to(by))}


def _done(request: HttpRequest, it: User, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("accounts:user", pk=it.pk)


def _by(request: HttpRequest) -> User:
    by: Any = request.user
    return by  # type: ignore[no-any-return]
