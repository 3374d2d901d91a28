"""A customer accepts a quote with a one-time code, or declines it; one decision stands."""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.workspace import today
from quen.sales import events
from quen.sales.actions.quotes import locked_quote
from quen.sales.models import Quote, QuoteCode, QuoteOpening
from quen.sales.quote_mail import mail_code
from quen.timeline.kinds import GUEST
from quen.timeline.log import record

GOOD_FOR = timedelta(minutes=15)
MOST_TRIES = 5
SITTING = 6 * 3600
MOST_OPENINGS = 1_000


class WrongCode(Refused):
    """The code does not fit; the try is counted."""


@transaction.atomic
def send_code(quote: Quote) -> str:
    """Mail a fresh code to the address on the quote; gives where it went, empty where there is none."""
    it = _open(quote)
    to = str(it.customer.get("email") or "")
    if to:
        mail_code(it, to, _fresh(it, to))
    return to


@transaction.atomic
def tell_code(quote: Quote, *, by: User) -> str:
    """A fresh code for a colleague to tell the customer, by phone or in a chat. Raises Refused."""
    it = _open(quote)
    code = _fresh(it, f"user:{by.pk}")
    record(events.QuoteCodeTold(number=it.label), on=_on(it), by=by)
    return code


def _fresh(it: Quote, to: str) -> str:
    code = f"{secrets.randbelow(10**6):06d}"
    facts = {"digest": _digest(it, code), "sent_to": to, "tries": 0}
    QuoteCode.objects.update_or_create(
        quote=it, defaults=facts | {"ends_at": timezone.now() + GOOD_FOR}
    )
    return code


def _digest(it: Quote, code: str) -> str:
    key = f"quote-code|{settings.SECRET_KEY}|{it.pk}".encode()
    return hmac.new(key, code.encode(), sha256).hexdigest()


def check_code(quote: Quote, code: str) -> str:
    """Take a code, once; gives to whom it was sent. Raises WrongCode, and the try counts although the
    caller's transaction ends with it (so it runs in one of its own)."""
    with transaction.atomic():
        row = QuoteCode.objects.select_for_update().filter(quote=quote).first()
        if row is None or row.ends_at < timezone.now() or row.tries >= MOST_TRIES:
            raise WrongCode(_("This code has run out. Ask for a new one."))
        row.tries += 1
        row.save(update_fields=["tries"])
        fits = hmac.compare_digest(row.digest, _digest(quote, code.strip()))
    if not fits:
        raise WrongCode(_("This is not the code. Look again, or ask for a new one."))
    return row.sent_to


@transaction.atomic
def accept_quote(
    quote: Quote, *, name: str, proof: dict[str, Any], by: User | None = None
) -> Quote:
    """The customer says yes; `proof` says how we know. Raises Refused without a name, and where the quote
    is open no more."""
    name = one_line(clean(name)).strip()[:120]
    if not name:
        raise Refused(_("Write your name."), errors={"name": _("This is required.")})
    it = _decided(quote, Quote.State.ACCEPTED, name)
    it.proof = {"name": name, **proof}
    it.save(update_fields=["proof"])
    QuoteCode.objects.filter(quote=it).delete()
    told = events.QuoteAccepted(
        number=it.label, amount=str(it.total), currency=it.currency, name=name
    )
    record(told, on=_on(it), by=by)
    return it


@transaction.atomic
def decline_quote(quote: Quote, *, reason: str = "", by: User | None = None) -> Quote:
    """The customer says no. Raises Refused where the quote is open no more."""
    reason = one_line(clean(reason)).strip()[:300]
    it = _decided(quote, Quote.State.DECLINED, reason)
    record(events.QuoteDeclined(number=it.label, reason=reason), on=_on(it), by=by)
    return it


@transaction.atomic
def see_quote(quote: Quote, visit: str, seconds: int) -> None:
    """Somebody reads the public page: one row a sitting, `seconds` so far, each told to the seller; at most
    1,000 of a quote."""
    it = Quote.objects.filter(pk=quote.pk).first()
    rows = QuoteOpening.objects.filter(quote=it)
    if it is None or not visit:
        return
    seconds, known = max(0, min(seconds, SITTING)), rows.filter(visit=visit[:24])
    if known.exists():
        known.filter(seconds__lt=seconds).update(seconds=seconds)
        return
    if (times := rows.count() + 1) > MOST_OPENINGS:
        return
    facts = {"at": timezone.now(), "seconds": seconds}
    _row, new = rows.get_or_create(quote=it, visit=visit[:24], defaults=facts)
    if new:
        record(events.QuoteOpened(number=it.label, times=times), on=_on(it), via=GUEST)


def _open(quote: Quote) -> Quote:
    """The quote while it can be decided on. Raises Refused."""
    it = locked_quote(quote)
    if it.state != Quote.State.SENT:
        raise Refused(_("This quote is not open any more."))
    if it.valid_until and it.valid_until < today():
        raise Refused(_("This quote was valid until a day that has passed. Ask for a new one."))
    if it.kind == Quote.Kind.ROUGH:
        raise Refused(_("This is a rough quote. Ask for a firm one to accept it."))
    return it


def _decided(quote: Quote, state: str, note: str) -> Quote:
    it = _open(quote)
    it.state, it.decided_at, it.decided_note = state, timezone.now(), note
    it.version, it.updated_at = it.version + 1, timezone.now()
    it.save(update_fields=["state", "decided_at", "decided_note", "version", "updated_at"])
    return it


def _on(it: Quote) -> list[Any]:
    return [it.deal, it.contact, it.company]
