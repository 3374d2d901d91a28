"""Inviting colleagues, and joining."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.actions import invitations
from quen.accounts.forms import JoinForm
from quen.accounts.models import Invitation, User
from quen.accounts.views.users import invite_form, users_page
from quen.kit.pages import needs, public
from quen.kit.render import page
from quen.kit.workspace import workspace


@require_POST
@needs("accounts.manage_users")
def invite(request: HttpRequest) -> HttpResponse:
    """Send an invitation; its link is also shown this once, for those without a mail server."""
    by: Any = request.user
    form = invite_form(request)
    made = form.accepted(lambda **facts: invitations.invite_user(by=by, **facts))
    if made is None:
        return users_page(request, status=422, form=form, asked=True)
    return users_page(request, link=made[1], invited=made[0].email)


@require_POST
@needs("accounts.manage_users")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation that nobody has used."""
    mine = Invitation.objects.visible_to(request.user, "change")
    invitations.withdraw_invitation(get_object_or_404(mine, pk=pk), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The invitation no longer works."))
    return redirect("accounts:users")


@require_http_methods(["GET", "HEAD", "POST"])
@public("joining by an invitation's link")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Name and password of someone who was invited; the answer is the same for every dead link."""
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="join")
    if limited is not None:
        return limited
    invitation = invitations.open_invitation(secret)
    if invitation is None:
        return page(request, "accounts/join_ended.html", status=404)
    translation.activate(invitation.language)
    if request.method != "POST":
        return _form(request, invitation, JoinForm(initial={"full_name": invitation.full_name}))
    form = JoinForm(request.POST)
    user = form.accepted(lambda **facts: invitations.accept_invitation(secret, **facts))
    if user is None:
        return _form(request, invitation, form, status=422)
    return _sign_in(request, user)


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    answer: HttpResponse = perform_login(request, user)
    return answer


def _form(
    request: HttpRequest, invitation: Invitation, form: JoinForm, status: int = 200
) -> HttpResponse:
    facts: dict[str, Any] = {"invitation": invitation, "company": workspace().name, "form": form}
    return page(request, "accounts/join.html", status=status, **facts)
