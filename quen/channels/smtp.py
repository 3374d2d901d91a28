"""Handing one mail to the SMTP server of EMAIL_URL."""

import re
import smtplib
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from quen.kit import leases

SECONDS = 20
_METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


class Doubtful(Exception):
    """The server took the message's body and then fell silent: it may have been sent."""


def hand_over(row: Any) -> str:
    """Send one Outgoing row; gives its Message-ID.

    Raises GiveUp where the server refuses for good, Doubtful where nobody knows, and OSError or
    SMTPException where another try makes sense.
    """
    mail = _message(row)
    with _connected() as server:
        try:
            server.send_message(mail, from_addr=_address(row.sender), to_addrs=[row.recipient])
        except smtplib.SMTPServerDisconnected as error:
            raise Doubtful("the mail server hung up while the message was handed over") from error
        except TimeoutError as error:
            raise Doubtful("the mail server did not answer after the message") from error
        except smtplib.SMTPRecipientsRefused as error:
            _refused([code for code, _ in error.recipients.values()], error)
        except smtplib.SMTPResponseException as error:
            _refused([error.smtp_code], error)
    return mail["Message-ID"]


def _refused(codes: list[int], error: Exception) -> None:
    if all(500 <= code < 600 for code in codes):
        raise leases.GiveUp(f"the mail server refuses this message: {error}") from error
    raise error


def _connected() -> smtplib.SMTP:
    mail = settings.ENV.mail
    if mail.tls == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS)
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    if mail.tls == "starttls":
        server.starttls()
    if mail.user:
        server.login(mail.user, mail.password)
    return server


def _message(row: Any) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = row.sender, row.recipient, row.subject
    mail["Date"] = format_datetime(timezone.now())
    # Made from the row, so that a second hand-over carries the same id and can be recognised.
    mail["Message-ID"] = f"<{row.key}@{_address(row.sender).rpartition('@')[2]}>"
    for name, value in row.headers.items():
        mail[name] = value
    mail.set_content(row.text)
    if row.html:
        mail.add_alternative(row.html, subtype="html")
    if row.calendar:
        _add_calendar(mail, row.calendar)
    return mail


def _add_calendar(mail: EmailMessage, calendar: str) -> None:
    """As another form of the text, which mail programs answer (RFC 6047), and as a file for the others."""
    found = _METHOD.search(calendar)
    method = {"method": found[1]} if found else {}
    mail.add_alternative(calendar, subtype="calendar", params=method)
    file = calendar.encode()
    mail.add_attachment(file, maintype="application", subtype="ics", filename="invite.ics")


def _address(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip(">").strip() or sender
