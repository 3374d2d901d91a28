"""The mail that brings a customer a story, and its public address."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from quen.channels.actions.outbox import plan_mail
from quen.commerce.links import token_of
from quen.kit.letterhead import issuer
from quen.kit.workspace import workspace
from quen.sales.models import StorySent
from quen.sales.models.story import LINK


def link_to_story(sent: StorySent) -> str:
    """The address of the public page."""
    return settings.BASE_URL + reverse("sales:story_public", args=[token_of(sent.link_key, LINK)])


def mail_story(sent: StorySent, to: str, words: str, by: Any) -> None:
    """Plan the mail in the customer's language; answers go to the colleague."""
    contact = sent.deal.contact
    with translation.override((contact.language if contact else "") or workspace().language):
        subject = _("For you: %s") % sent.story.title
        facts = {
            "name": contact.full_name if contact else "",
            "words": words.strip(),
            "title": sent.story.title,
            "link": link_to_story(sent),
            "host": by.full_name,
            "company": issuer(),
        }
        text = render_to_string("sales/mail/story.txt", facts)
    headers = {"Reply-To": by.email}
    plan_mail(recipient=to, subject=subject, text=text, headers=headers, key=f"story-{sent.pk}")
