"""What changes how a colleague signs in: sessions, the second step, looking as somebody else."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.actions.users import end_sessions
from quen.accounts.holding import check_over, sees_as_much
from quen.accounts.models import User
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def end_all_sessions(user: User, *, by: User, but: str = "") -> User:
    """Sign a colleague out everywhere, but for the session with the key `but`."""
    check_over(by, user)
    end_sessions(user, but=but)
    record(events.UserSessionsEnded(), on=[user], by=by)
    return user


@transaction.atomic
def reset_second_step(user: User, *, by: User) -> User:
    """Take away app, passkeys and recovery codes of someone who lost them, and end their sessions."""
    check_over(by, user)
    mine = Authenticator.objects.filter(user=user)
    if not mine.exists():
        raise Refused(_("This colleague has no two-step sign-in."))
    mine.delete()
    end_sessions(user)
    record(events.UserSecondStepReset(), on=[user], by=by)
    return user


@transaction.atomic
def preview_user(user: User, *, by: User) -> User:
    """Begin to look at Quen as a colleague. Raises Refused where they may see more than `by`."""
    if user.pk == by.pk:
        raise Refused(_("You see Quen as yourself already."))
    if not user.is_active:
        raise Refused(_("This colleague is switched off."))
    if not sees_as_much(by, user):
        raise Refused(_("%s may see more than you may, so you cannot look as them.") % user)
    record(events.UserPreviewed(name=user.full_name), on=[user], by=by)
    return user


@transaction.atomic
def note_sign_in_change(user: User, what: str, *, but: str = "") -> None:
    """A password, second step or address has changed: the other sessions end (SR-27)."""
    end_sessions(user, but=but)
    record(events.UserSignInChanged(what=what), on=[user], by=user)
