"""A colleague's permission at Google or Microsoft: kept alive by one worker at a time, and lost."""

import json
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.kit import secrets
from quen.work.calendar import oauth
from quen.work.calendar.port import ConsentLost, Failed
from quen.work.calendar.providers import provider
from quen.work.models import CalendarAccount, CalendarApp
from quen.work.models.calendar_account import PURPOSE

# A renewal that takes longer than this has died; a token is renewed this long before its end.
LONGEST = timedelta(seconds=60)
EARLY = timedelta(seconds=60)


class Consent:
    """The permission of one account. What it brings is kept before it is used."""

    def __init__(self, account: CalendarAccount) -> None:
        self.account = account

    def token(self) -> str:
        """What opens the calendar now. Raises Failed, ConsentLost, kit.secrets.Unopened."""
        account = self.account
        if account.grant or not account.access:
            return self.renewed()
        if account.access_until is None or account.access_until <= timezone.now() + EARLY:
            return self.renewed()
        return secrets.opened(PURPOSE, account.access)

    def renewed(self) -> str:
        """A new one, by the permission or, the first time, by the code that stands for it."""
        account = self.account
        if not _begin(account):
            raise Failed(_("The permission is being renewed. The next run goes on."), wait=60)
        try:
            tokens = self._asked()
        except Failed:
            CalendarAccount.objects.filter(pk=account.pk).update(renewing_until=None)
            raise
        _keep(account, tokens)
        return tokens.access

    def _asked(self) -> oauth.Tokens:
        account = self.account
        at, app = provider(account.kind), _app(account.kind)
        if account.grant:
            code, verifier = json.loads(secrets.opened(PURPOSE, account.grant))
            return oauth.exchange(at, app, code, verifier)
        if not account.password:
            raise ConsentLost(_("Connect the calendar again."))
        return oauth.refreshed(at, app, account.secret())


def _app(kind: str) -> oauth.App:
    found = CalendarApp.objects.filter(kind=kind).first()
    if found is None or not found.ready:
        raise Failed(_("This kind of calendar is not set up any more. Tell an administrator."))
    return oauth.App(found.client_id, found.opened_secret(), found.tenant or "common")


def _begin(account: CalendarAccount) -> bool:
    """Take the one right to renew: nobody else does, and the permission is the one that we know."""
    now = timezone.now()
    free = CalendarAccount.objects.filter(
        Q(renewing_until=None) | Q(renewing_until__lte=now),
        pk=account.pk, password=account.password, grant=account.grant, let_go_at=None,
    )  # fmt: skip
    return bool(free.update(renewing_until=now + LONGEST))


def _keep(account: CalendarAccount, tokens: oauth.Tokens) -> None:
    """Keep what was given, unless the colleague gave another permission meanwhile."""
    kept = secrets.closed(PURPOSE, tokens.refresh) if tokens.refresh else account.password
    facts = {
        "password": kept, "grant": "", "access": secrets.closed(PURPOSE, tokens.access),
        "access_until": timezone.now() + timedelta(seconds=tokens.seconds), "renewing_until": None,
    }  # fmt: skip
    mine = CalendarAccount.objects.filter(
        pk=account.pk, password=account.password, grant=account.grant, let_go_at=None
    )
    if not mine.update(**facts):
        raise Failed(_("The permission is being renewed. The next run goes on."), wait=60)
    for name, value in facts.items():
        setattr(account, name, value)
