"""Mails about a quote: its link, and the code to accept it with."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from quen.channels.actions.outbox import plan_mail
from quen.commerce.links import token_of
from quen.kit.letterhead import issuer
from quen.kit.mail_purpose import ACCESS
from quen.sales.models import Quote
from quen.sales.models.quote import LINK


def link_to(quote: Quote) -> str:
    """The address of the public page."""
    return settings.BASE_URL + reverse("sales:quote_public", args=[token_of(quote.link_key, LINK)])


def mail_quote(quote: Quote, to: str, words: str, by: Any) -> None:
    """Plan the mail with the link; answers go to the colleague."""
    with translation.override(quote.language):
        subject = _("Quote %(number)s: %(title)s") % {"number": quote.label, "title": quote.title}
        facts = {
            "name": quote.customer.get("person") or quote.customer.get("name") or "",
            "words": words.strip(),
            "number": quote.label,
            "title": quote.title,
            "link": link_to(quote),
            "host": by.full_name,
            "company": issuer(),
        }
        text = render_to_string("sales/mail/quote.txt", facts)
    headers = {"Reply-To": by.email}
    plan_mail(
        recipient=to, subject=subject, text=text, headers=headers, key=f"quote-{quote.pk}-{to}"
    )


def mail_code(quote: Quote, to: str, code: str) -> None:
    """Plan the mail with the code; it is not kept once it is sent."""
    with translation.override(quote.language):
        subject = _("Your code for quote %s") % quote.label
        facts = {"code": code, "number": quote.label, "company": issuer()}
        text = render_to_string("sales/mail/quote_code.txt", facts)
    plan_mail(recipient=to, subject=subject, text=text, purpose=ACCESS)
