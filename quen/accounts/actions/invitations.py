"""Invitations to join: signed by 256 random bits, kept as a hash, used once (SR-26)."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.actions.users import add_user, check_may_grant, checked_email
from quen.accounts.models import Invitation, Role, Team, User
from quen.kit.mail_purpose import ACCESS, HEADER
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.log import record

DAYS = 7


@transaction.atomic
def invite_user(
    *,
    email: str,
    by: User,
    full_name: str = "",
    roles: Iterable[Role] = (),
    team: Team | None = None,
    language: str = "vi",
) -> tuple[Invitation, str]:
    """Invite a colleague by mail; gives the invitation and its link, which is not kept.

    It runs 7 days and replaces an earlier one to the same address. Raises Refused for a bad or
    taken address, without a role, and for rights that `by` has not.
    """
    email, roles = checked_email(email), list(roles)
    if not roles:
        raise Refused(_("Choose at least one role."), errors={"roles": _("Choose at least one.")})
    check_may_grant(by, roles)
    now = timezone.now()
    Invitation.objects.filter(email__iexact=email).open().update(withdrawn_at=now)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        full_name=full_name.strip(),
        team=team,
        language=language,
        hash=hashed(secret),
        by=by,
        expires_at=now + timedelta(days=DAYS),
    )
    invitation.roles.set(roles)
    link = settings.BASE_URL + reverse("accounts:join", args=[secret])
    _mail(invitation, link)
    record(events.UserInvited(email=email), on=[by], by=by)
    return invitation, link


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """End an open invitation. Raises Refused where it has ended."""
    open_ = Invitation.objects.filter(pk=invitation.pk).open()
    if not open_.update(withdrawn_at=timezone.now()):
        raise Refused(_("This invitation has ended already."))
    record(events.UserInvitationWithdrawn(email=invitation.email), on=[by], by=by)
    return invitation


@transaction.atomic
def accept_invitation(secret: str, *, full_name: str, password: str) -> User:
    """Make the colleague who was invited. Raises Refused where the invitation has ended.

    The invitation is used up in the same statement that finds it open, so of two people who press
    at once only one joins. Rights are checked again: the inviter may have lost theirs since.
    """
    invitation = Invitation.objects.open().select_related("by", "team").filter(hash=hashed(secret))
    found = invitation.first()
    if found is None or not invitation.update(used_at=timezone.now()):
        raise Refused(_("This invitation has ended. Ask for a new one."))
    user = add_user(
        email=found.email,
        full_name=full_name,
        by=found.by,
        roles=found.roles.all(),
        team=found.team,
        password=password,
        language=found.language,
    )
    record(events.UserJoined(email=user.email), on=[user], by=user)
    return user


def open_invitation(secret: str) -> Invitation | None:
    """The invitation of this link while it can be used."""
    return Invitation.objects.open().select_related("by").filter(hash=hashed(secret)).first()


def hashed(secret: str) -> str:
    """SHA-256: the secret has 256 random bits, so a slow hash adds nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _mail(invitation: Invitation, link: str) -> None:
    with translation.override(invitation.language):
        facts = {"invitation": invitation, "company": workspace().name, "link": link, "days": DAYS}
        text = render_to_string("accounts/mail/invitation.txt", facts)
        subject = _("%(name)s invites you to Quen of %(company)s") % {
            "name": invitation.by.full_name,
            "company": workspace().name,
        }
        EmailMessage(subject, text, None, [invitation.email], headers={HEADER: ACCESS}).send()
