"""The mail with the link by which a colleague decides without signing in (SR-26, SR-41)."""

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from quen.automation.models import Ask, Seat
from quen.channels.actions.outbox import plan_mail
from quen.kit.mail_purpose import ACCESS

_SIGNER = signing.TimestampSigner(salt="quen.automation.ask.link", sep=".")
KEPT_SECONDS = 7 * 24 * 3600


def token_of(one: Seat) -> str:
    """What stands in the link of a seat; good for a week."""
    return _SIGNER.sign(one.key)


def key_in(token: str) -> str:
    """The key in a link; empty where the signature does not fit or is over a week old."""
    try:
        return _SIGNER.unsign(token[:200], max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return ""


def mail_asked(one: Seat, made: Ask) -> None:
    """Plan the mail to whoever sits there; it is not kept once it is sent."""
    link = settings.BASE_URL + reverse("automation:ask_public", args=[token_of(one)])
    with translation.override(one.user.language):
        facts = {
            "name": one.user.full_name,
            "asker": made.asked_by.full_name,
            "question": made.question,
            "facts": made.facts,
            "link": link,
        }
        subject = _("%(who)s asks: %(question)s") % {
            "who": made.asked_by.full_name,
            "question": made.question,
        }
        text = render_to_string("automation/mail/ask.txt", facts)
    plan_mail(
        recipient=one.user.email,
        subject=subject,
        text=text,
        purpose=ACCESS,
        key=f"ask-{one.pk}",
        headers={"Reply-To": made.asked_by.email},
    )
