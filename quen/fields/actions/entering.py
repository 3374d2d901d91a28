"""Mail about records that entered a view, with names and links of those alone that the reader may see."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from quen.fields.kept import keeping_for
from quen.fields.lists import list_url
from quen.fields.models import Following, Keeping, SavedView
from quen.kit.records import TYPES

NAMED = 30
MOST = 1_000


def followings_to_tell() -> list[int]:
    """Followings whose view has been worked out since their last mail."""
    rows = Following.objects.filter(mailed=True, user__is_active=True)
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def tell_entries(following_id: int) -> int:
    """Plan the mail about what entered since the last one; gives how many records it is about.

    What is told and what is remembered as told are written together, so nothing is told twice.
    """
    rows = Following.objects.select_for_update(of=("self",)).select_related("user", "view")
    one = rows.filter(pk=following_id, mailed=True, user__is_active=True).first()
    keeping = _keeping(one) if one else None
    if one is None or keeping is None or keeping.at is None or keeping.at <= one.told_at:
        return 0
    entered = _entered(one, keeping)
    one.told_at = keeping.at
    one.save(update_fields=["told_at"])
    if entered:
        _mail(one, entered)
    return len(entered)


def _keeping(one: Following) -> Keeping | None:
    """What is kept of the view, while its reader may still open it."""
    may = SavedView.objects.visible_to(one.user).filter(pk=one.view_id).exists()
    return keeping_for(one.view, one.user) if may else None


def _entered(one: Following, keeping: Keeping) -> list[Any]:
    fresh = keeping.members.filter(since__gt=one.told_at).values_list("record_id", flat=True)
    rows = TYPES[one.view.type].visible_to(one.user).filter(pk__in=list(fresh[:MOST]))
    return list(rows.order_by("-pk"))


def _mail(one: Following, entered: list[Any]) -> None:
    known = TYPES[one.view.type]
    with translation.override(one.user.language):
        facts = {
            "view": one.view.name,
            "url": f"{settings.BASE_URL}{list_url(one.view.type)}?view={one.view_id}",
            "records": [
                (known.title(it), settings.BASE_URL + known.url(it.pk)) for it in entered[:NAMED]
            ],
            "more": max(len(entered) - NAMED, 0),
        }
        words = ngettext("%(count)d new in “%(view)s”", "%(count)d new in “%(view)s”", len(entered))
        subject = words % {"count": len(entered), "view": one.view.name}
        send_mail(
            subject, render_to_string("fields/mail/entries.txt", facts), None, [one.user.email]
        )
