"""The checks of the data's quality are counted by the clock, and their owner is told once a week."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions.keeping import Everybody
from quen.fields.catalogue import catalogue
from quen.fields.conditions import parse
from quen.kit.records import TYPES
from quen.kit.workspace import workspace
from quen.people.models import QualityCount
from quen.people.quality import CHECKS, Check, figures

TYPES_TOLD = ("contact", "company")


def count_check(check: Check) -> int:
    """Count who fails a check, by owner and team; gives how many. The counting locks nothing."""
    now, rows = timezone.now(), TYPES[check.type].model._base_manager.filter(deleted_at=None)
    for node in parse(dict(check.rule), catalogue(check.type, Everybody())):
        rows = rows.filter(node.q())
    grouped = rows.order_by().values_list("owner_id", "team_id").annotate(Count("pk"))
    found = [
        QualityCount(key=check.key, owner_id=owner, team_id=team, count=count, at=now)
        for owner, team, count in grouped
    ]
    nobody = QualityCount(key=check.key, owner_id=None, team_id=None, count=0, at=now)
    with transaction.atomic():
        QualityCount.objects.filter(key=check.key).delete()
        QualityCount.objects.bulk_create(found or [nobody], batch_size=1000)
    return sum(one.count for one in found)


def check_named(key: str) -> Check | None:
    return next((check for check in CHECKS if check.key == key), None)


@transaction.atomic
def tell_owner() -> bool:
    """Plan the week's mail to the data's owner; gives whether there is one to tell."""
    user: Any = User.objects.active().filter(pk=workspace().data_owner_id).first()
    if user is None:
        return False
    with translation.override(user.language):
        told = [
            (TYPES[key].plural, [one for one in figures(key, user) if one.count])
            for key in TYPES_TOLD
            if user.can(TYPES[key].capability)
        ]
        url = settings.BASE_URL + reverse("people:quality")
        text = render_to_string("people/mail/quality.txt", {"told": told, "url": url})
        send_mail(_("Quality of the data this week"), text, None, [user.email])
    return True
