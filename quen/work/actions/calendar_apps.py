"""How this installation is known at Google and Microsoft is set."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit import secrets
from quen.kit.refused import Refused
from quen.timeline.log import record
from quen.work import events
from quen.work.calendar.providers import PROVIDERS
from quen.work.models import CalendarApp
from quen.work.models.calendar_app import PURPOSE

_TENANT = re.compile(r"[A-Za-z0-9.-]{1,100}")


@transaction.atomic
def set_app(kind: str, *, client_id: str, secret: str, tenant: str = "", by: User) -> CalendarApp:
    """Keep the client id and secret of a provider; an empty secret leaves the one that stands, an empty
    client id switches the provider off. Raises Refused (errors by field)."""
    app, _new = CalendarApp.objects.select_for_update().get_or_create(kind=kind)
    client_id, tenant = client_id.strip()[:300], tenant.strip()
    if client_id and not (secret or app.secret):
        words = _("Give the client secret too.")
        raise Refused(words, errors={"secret": words})
    if tenant and not _TENANT.fullmatch(tenant):
        words = _("This is no directory (tenant) ID.")
        raise Refused(words, errors={"tenant": words})
    app.client_id, app.tenant = client_id, tenant
    if secret:
        app.secret = secrets.closed(PURPOSE, secret.strip())
    if not client_id:
        app.secret = ""
    app.save()
    record(events.CalendarAppSet(provider=PROVIDERS[kind].label), on=[by], by=by)
    return app
