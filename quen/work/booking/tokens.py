"""Links of a customer to their own booking: a random name, signed with the key outside the database (SR-26)."""

import secrets

from django.core import signing

_LINK = signing.Signer(salt="quen.work.booking.link", sep=".")
_FORM = signing.Signer(salt="quen.work.booking.form", sep=".")


def fresh() -> str:
    """A new name for a booking, signed for the form in which it goes out and comes back once."""
    return _FORM.sign(secrets.token_urlsafe(18))


def uid_of_form(signed: str) -> str:
    """The name that a form of ours brought back; empty for one that is not ours."""
    return _unsigned(_FORM, signed)


def link_of(uid: str) -> str:
    """What stands in the customer's link."""
    return _LINK.sign(uid)


def uid_in(token: str) -> str:
    """The name in a link; empty where the signature does not fit."""
    return _unsigned(_LINK, token)


def _unsigned(signer: signing.Signer, signed: str) -> str:
    try:
        return signer.unsign(signed[:200])
    except signing.BadSignature:
        return ""
