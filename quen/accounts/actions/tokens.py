"""API tokens are made and revoked."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.callers import forget_callers
from quen.accounts.holding import check_over
from quen.accounts.models import Token, User
from quen.accounts.models.token import PREFIX
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def add_token(
    user: User,
    *,
    name: str,
    by: User | None,
    scope: str = "read",
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token for `user`; gives it and its secret, which is never shown again.

    Raises Refused without a name, with an unknown scope, or for a colleague who may do more.
    """
    if not name.strip():
        raise Refused(_("Give the token a name, such as the program that will use it."))
    if scope not in dict(Token.SCOPES):
        raise Refused(_("The scope is read or write."))
    check_over(by, user)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name.strip(),
        scope=scope,
        hash=Token.hashed(secret),
        last_four=secret[-4:],
        expires_at=expires_at,
    )
    record(events.TokenCreated(name=token.name, scope=scope), on=[user], by=by)
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: User | None) -> Token:
    """End a token at once. Raises Refused where it has ended."""
    token = Token.objects.select_for_update().select_related("user").get(pk=token.pk)
    check_over(by, token.user)
    if token.revoked_at:
        raise Refused(_("This token was revoked already."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    forget_callers()
    record(events.TokenRevoked(name=token.name), on=[token.user], by=by)
    return token
