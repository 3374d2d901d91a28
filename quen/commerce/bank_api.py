"""Transfers of banks in the API."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.commerce.actions import bank_lines
from quen.commerce.amounts import exact
from quen.commerce.claims import account_by
from quen.commerce.models import BankLine, PaymentAccount
from quen.commerce.orders.given import given_day
from quen.commerce.statements.reading import Told
from quen.fields.drafts import Invalid
from quen.fields.resources import answer
from quen.kit.api_shapes import ID, MAYBE_ID, TEXT, answers, takes
from quen.kit.problems import of_refusal
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line

router = Router(tags=["commerce"])
Facts = dict[str, Any]
TRANSFER: Facts = {
    "type": "object",
    "required": ["account_id", "external_id", "amount", "day", "text"],
    "properties": {
        "account_id": ID,
        "external_id": TEXT,
        "amount": TEXT,
        "day": {"type": "string", "format": "date"},
        "text": TEXT,
        "payer": TEXT,
    },
}
TAKEN: Facts = {
    "type": "object",
    "properties": {
        "id": ID,
        "state": {"type": "string", "enum": BankLine.State.values},
        "new": {"type": "boolean"},
        "payment_id": MAYBE_ID,
        "order_ids": {"type": "array", "items": ID},
    },
}


@router.post(
    "/bank-lines",
    summary="Tell of a transfer",
    operation_id="add_bank_lines",
    openapi_extra=answers(TAKEN, 201) | takes(TRANSFER),
)
def transfer(request: HttpRequest, given: Facts = Body(...)) -> Any:
    """What a bank's or payment service's webhook is turned into: told twice under one `external_id` it is
    taken once (201 the first time, 200 afterwards), and booked at once where it surely pays an order."""
    user = need(request, "commerce.reconcile")
    account, told = _account(given.get("account_id")), _told(given)
    try:
        line, new = bank_lines.take_transfer(account, told, by=user)
    except Refused as error:
        return of_refusal(error)
    paid = line.payments.standing().first()
    ids = sorted(paid.allocations.values_list("order_id", flat=True)) if paid else []
    body = {
        "id": line.pk,
        "state": line.state,
        "new": new,
        "payment_id": paid.pk if paid else None,
        "order_ids": ids,
    }
    return answer(body, 201 if new else 200)


def _account(pk: Any) -> PaymentAccount:
    fine = isinstance(pk, int) and not isinstance(pk, bool) and 0 < pk < 2**62
    found = account_by(pk) if fine else None
    if found is None:
        words = _("There is no such payment account.")
        raise Invalid(words, {"account_id": words})
    return found


def _told(given: Facts) -> Told:
    texts = {
        key: one_line(clean(str(given.get(key) or ""))).strip()
        for key in ("external_id", "text", "payer")
    }
    if not 0 < len(texts["external_id"]) <= 80:
        words = _("Give the bank's own id, at most 80 signs.")
        raise Invalid(words, {"external_id": words})
    day = given_day(given.get("day"), "day")
    if day is None:
        words = _("A day is written as 2026-11-30.")
        raise Invalid(words, {"day": words})
    amount: Decimal = exact(given.get("amount"))
    return Told(day, amount, texts["text"][:500], texts["payer"][:160], texts["external_id"])
