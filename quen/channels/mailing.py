"""Django's mail API into the outbox: low rooms and allauth send without knowing channels."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from quen.channels.actions.outbox import plan_mail
from quen.kit.mail_purpose import HEADER, SERVICE


class OutboxBackend(BaseEmailBackend):
    """Plans one send for each recipient; nothing leaves from the web process."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        planned = 0
        for message in email_messages:
            headers = {k: str(v) for k, v in message.extra_headers.items()}
            purpose = headers.pop(HEADER, SERVICE)
            for recipient in message.recipients():
                plan_mail(
                    recipient=recipient,
                    subject=str(message.subject),
                    text=str(message.body),
                    html=_html(message),
                    sender=message.from_email,
                    headers=headers,
                    purpose=purpose,
                )
                planned += 1
        return planned


def _html(message: EmailMessage) -> str:
    if isinstance(message, EmailMultiAlternatives):
        for content, kind in message.alternatives:
            if kind == "text/html":
                return str(content)
    return ""
