"""Colleagues come, change, and are switched off; never deleted."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.actions.rights import refresh
from quen.accounts.callers import forget_callers
from quen.accounts.holding import check_over
from quen.accounts.models import Invitation, Role, Team, Token, User
from quen.accounts.models.role import REACHES
from quen.accounts.rights import RIGHTS
from quen.kit.refused import Refused
from quen.timeline.log import record

CHANGEABLE = ("full_name", "language", "zone", "theme", "buddhist_years", "signature")


@transaction.atomic
def add_user(
    *,
    email: str,
    full_name: str,
    by: User | None,
    roles: Iterable[Role] = (),
    team: Team | None = None,
    password: str | None = None,
    language: str = "vi",
) -> User:
    """Add a colleague. Raises Refused for a bad or taken address, or rights `by` has not."""
    email = checked_email(email)
    roles = list(roles)
    check_may_grant(by, roles)
    user = User(email=email, full_name=full_name.strip() or email, team=team, language=language)
    _set_password(user, password)
    user.save()
    user.roles.set(roles)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    refresh([user])
    record(events.UserCreated(name=user.full_name), on=[user], by=by)
    return user


@transaction.atomic
def change_user(user: User, *, by: User, **changes: Any) -> User:
    """Change a colleague's own facts (name, language, zone, theme, era, signature). Raises Refused for others."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if unknown := set(changes) - set(CHANGEABLE):
        raise Refused(_("These cannot be changed here: %s.") % ", ".join(sorted(unknown)))
    told = {k: [getattr(user, k), v] for k, v in changes.items() if getattr(user, k) != v}
    if not told:
        return user
    for key, value in changes.items():
        setattr(user, key, value)
    user.version += 1
    user.save(update_fields=[*changes, "version"])
    record(events.UserChanged(changes=told), on=[user], by=by)
    return user


@transaction.atomic
def set_roles(user: User, roles: Iterable[Role], *, by: User | None, team: Team | None) -> User:
    """Give a colleague roles and a team. Raises Refused where `by` holds less than they give."""
    check_over(by, user)
    roles = list(roles)
    before = sorted(user.roles.values_list("name", flat=True))
    check_may_grant(by, [r for r in roles if r.name not in before])
    if by is not None and by.pk == user.pk and not _keeps_admin(roles) and by.can(ADMIN):
        raise Refused(_("You cannot take the administrator's rights from yourself."))
    moved = user.team_id != (team.pk if team else None)
    user.team = team
    user.version += 1
    user.save(update_fields=["team", "version"])
    user.roles.set(roles)
    refresh([user])
    after = sorted(role.name for role in roles)
    if before != after or moved:
        record(events.UserRoleChanged(before=before, after=after), on=[user], by=by)
    return user


@transaction.atomic
def disable_user(user: User, *, by: User | None) -> User:
    """Switch a colleague off: sessions, tokens and invitations end with the same commit (SR-12)."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if by is not None and by.pk == user.pk:
        raise Refused(_("You cannot switch yourself off."))
    if not user.is_active:
        raise Refused(_("This colleague is switched off already."))
    check_over(by, user)
    user.is_active = False
    user.disabled_at = timezone.now()
    user.version += 1
    user.save(update_fields=["is_active", "disabled_at", "version"])
    end_sessions(user)
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    Invitation.objects.filter(by=user).open().update(withdrawn_at=timezone.now())
    forget_callers()
    record(events.UserDisabled(name=user.full_name), on=[user], by=by)
    return user


@transaction.atomic
def enable_user(user: User, *, by: User) -> User:
    """Switch a colleague on again; tokens and sessions stay ended."""
    if user.is_active:
        raise Refused(_("This colleague is switched on already."))
    check_over(by, user)
    user.is_active = True
    user.disabled_at = None
    user.version += 1
    user.save(update_fields=["is_active", "disabled_at", "version"])
    refresh([user])
    record(events.UserEnabled(name=user.full_name), on=[user], by=by)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: User | None) -> User:
    """Set a password and end all sessions (SR-27). Raises Refused for a weak one."""
    check_over(by, user)
    _set_password(user, password)
    user.save(update_fields=["password"])
    end_sessions(user)
    record(events.UserPasswordChanged(), on=[user], by=by)
    return user


def end_sessions(user: User, *, but: str = "") -> None:
    """End a colleague's sessions, all or all but the one with this key."""
    mine = UserSession.objects.filter(user=user).exclude(session_key=but)
    Session.objects.filter(session_key__in=mine.values("session_key")).delete()
    mine.delete()


ADMIN = "accounts.manage_users"


def check_may_grant(by: User | None, roles: Iterable[Role]) -> None:
    """Raise Refused where a role holds more than the one who gives it (SR-11)."""
    if by is None:
        return
    for role in roles:
        if by.masked and not role.masked:
            raise Refused(_more_than(role))
        for key, reach in role.grants.items():
            if key in RIGHTS and REACHES.index(reach) > REACHES.index(by.reach(key)):
                raise Refused(_more_than(role))


def _more_than(role: Role) -> str:
    words = _("The role %(role)s may do more than you may; ask an administrator.")
    return words % {"role": role.label}


def _keeps_admin(roles: Iterable[Role]) -> bool:
    return any(role.grants.get(ADMIN) for role in roles)


def checked_email(email: str) -> str:
    """The address without blanks. Raises Refused where it is none, or a colleague's already."""
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(
            _("Write an e-mail address such as lan@example.com."),
            errors={"email": _("This is no e-mail address.")},
        ) from error
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(
            _("A colleague with this address exists already."),
            errors={"email": _("A colleague with this address exists already.")},
        )
    return email


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            " ".join(error.messages), errors={"password": " ".join(error.messages)}
        ) from error
    user.set_password(password)
