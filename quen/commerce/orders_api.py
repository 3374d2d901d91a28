"""Orders, their payments, and transfers of banks in the API."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.commerce.actions import bank_lines, orders, payments
from quen.commerce.amounts import exact
from quen.commerce.claims import account_by
from quen.commerce.models import BankLine, Order, OrderLine, PaymentAccount
from quen.commerce.paying import link_to
from quen.commerce.statements.reading import Told
from quen.fields.api import Id, answer, version_of
from quen.fields.drafts import Invalid
from quen.kit.api_shapes import (
    ID,
    MAYBE_ID,
    TEXT,
    answers,
    columns_of,
    object_of,
    paged,
    takes,
)
from quen.kit.idempotency import once
from quen.kit.plain_rows import plain
from quen.kit.problems import of_refusal
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.people.models import Company, Contact

router = Router(tags=["commerce"])
Facts = dict[str, Any]
MOST = 200
COLUMNS = [
    "number", "reference", "state", "contact_id", "company_id", "owner_id", "team_id", "title", "terms",
    "currency", "language", "ordered_on", "net", "vat", "total", "credited", "paid", "paid_at",
    "cancelled_at", "cancelled_note", "created_at", "updated_at", "version",
]  # fmt: skip
LINE = ["product_id", "name", "unit", "quantity", "unit_price", "discount_percent", "vat_percent"]
GIVEN = {
    "contact_id", "company_id", "currency", "language", "title", "terms", "ordered_on", "lines",
    "schedule",
}  # fmt: skip
_LINE: Facts = {"type": "object", "properties": columns_of(OrderLine, LINE)}
_PART: Facts = {
    "type": "object",
    "properties": {
        "label": TEXT,
        "due_on": {"type": "string", "format": "date"},
        "amount": TEXT,
        "open": TEXT,
    },
}
SHAPE = object_of(
    {
        **columns_of(Order, COLUMNS),
        "open": TEXT,
        "to_refund": TEXT,
        "link": TEXT,
        "lines": {"type": "array", "items": _LINE},
        "schedule": {"type": "array", "items": _PART},
    },
    GIVEN,
)


def facts(it: Order) -> Facts:
    """The API's object of an order."""
    parts = [
        {
            "label": one.label,
            "due_on": one.due_on.isoformat(),
            "amount": plain(one.amount),
            "open": plain(one.open_amount),
        }
        for one in it.instalments.all()
    ]
    return {
        "id": it.pk,
        **{key: plain(getattr(it, key)) for key in COLUMNS},
        "open": plain(it.open_amount),
        "to_refund": plain(it.to_refund),
        "link": link_to(it),
        "lines": [{key: plain(getattr(one, key)) for key in LINE} for one in it.lines.all()],
        "schedule": parts,
    }


@router.get(
    "/orders",
    summary="List orders",
    operation_id="list_orders",
    openapi_extra=answers(paged(SHAPE)),
)
def listed(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=MOST),
    cursor: int = Query(0, ge=0, le=2**62),
    state: str = Query("", max_length=9),
    contact_id: int = Query(0, ge=0, le=2**62),
    company_id: int = Query(0, ge=0, le=2**62),
) -> Any:
    """The newest first, by state and customer if you like; `next` goes on, null at the end."""
    user = need(request, "commerce.view_order")
    rows = Order.objects.visible_to(user).prefetch_related("lines", "instalments")
    if state and state not in Order.State.values:
        raise Invalid(_("Choose one."), {"state": _("Choose one.")})
    for key, value in (("state", state), ("contact", contact_id), ("company", company_id)):
        rows = rows.filter(**{key: value}) if value else rows
    rows = rows.filter(pk__lt=cursor) if cursor else rows
    found = list(rows.order_by("-pk")[: limit + 1])
    more = str(found[limit - 1].pk) if len(found) > limit else None
    return answer({"items": [facts(it) for it in found[:limit]], "next": more})


@router.get(
    "/orders/{pk}",
    summary="Read one",
    operation_id="read_orders",
    openapi_extra=answers(SHAPE),
)
def read(request: HttpRequest, pk: int = Id) -> Any:
    """One order with its lines and its schedule."""
    return answer(facts(_seen(need(request, "commerce.view_order"), pk)))


@router.post(
    "/orders",
    summary="Place an order",
    operation_id="add_orders",
    openapi_extra=answers(SHAPE, 201) | takes(SHAPE),
)
def add(request: HttpRequest, given: Facts = Body(...)) -> Any:
    """`{"contact_id": 1, "lines": [{"product_id": 2, "quantity": "3"}], "schedule": [{"due_on":
    "2026-12-01", "share": "30%"}, {"due_on": "2027-01-01", "share": ""}]}`."""
    user = need(request, "commerce.add_order")

    def work() -> HttpResponse:
        try:
            made = orders.place_order(by=user, reads="en", **_given(given, user))
        except Refused as error:
            return of_refusal(error)
        return answer(facts(_seen(user, made.pk)), 201)

    return once(request, work)


def _given(given: Facts, user: Any) -> Facts:
    if unknown := sorted(set(given) - GIVEN):
        raise Invalid(_("There is no field called %s.") % unknown[0], {unknown[0]: _("Unknown.")})
    told: Facts = {
        key: str(given.get(key) or "") for key in ("currency", "language", "title", "terms")
    }
    if told["currency"] and not (len(told["currency"]) == 3 and told["currency"].isupper()):
        words = _("A currency has three letters, such as VND.")
        raise Invalid(words, {"currency": words})
    for key, model in (("contact", Contact), ("company", Company)):
        told[key] = _record(given.get(f"{key}_id"), model, f"{key}_id", user)
    told["ordered_on"] = _day(given.get("ordered_on"), "ordered_on")
    told["lines"] = _objects(given.get("lines") or [], "lines")
    if given.get("schedule") is not None:
        told["schedule"] = _objects(given["schedule"], "schedule")
    return told


def _record(pk: Any, model: Any, key: str, user: Any) -> Any:
    if pk is None:
        return None
    fine = isinstance(pk, int) and 0 < pk < 2**62
    found = model.objects.visible_to(user).filter(pk=pk).first() if fine else None
    if found is None:
        words = _("There is no such record.")
        raise Invalid(words, {key: words})
    return found


def _objects(given: Any, key: str) -> list[Mapping[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        words = _("This is a list of objects.")
        raise Invalid(words, {key: words})
    return given


def _day(given: Any, key: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except (TypeError, ValueError):
        words = _("A day is written as 2026-11-30.")
        raise Invalid(words, {key: words}) from None


CANCEL: Facts = {
    "type": "object",
    "properties": {"reason": TEXT, "version": {"type": "integer"}},
}


@router.post(
    "/orders/{pk}/cancel",
    summary="Cancel",
    operation_id="cancel_order",
    openapi_extra=answers(SHAPE) | takes(CANCEL),
)
def cancel(request: HttpRequest, given: Facts | None = Body(None), pk: int = Id) -> Any:
    """`{"reason": "…"}`; what was paid is shown as `to_refund`. A version, if one is sent, must be the
    present one."""
    user = need(request, "commerce.change_order")
    it, told = _seen(user, pk, "change"), given or {}
    version = version_of(request, told.get("version"))

    def work() -> HttpResponse:
        try:
            reason = str(told.get("reason") or "")
            orders.cancel_order(it, by=user, reason=reason, version=version)
        except Refused as error:
            return of_refusal(error)
        return answer(facts(_seen(user, pk)))

    return once(request, work)


PAY: Facts = {
    "type": "object",
    "required": ["amount"],
    "properties": {
        "amount": TEXT,
        "received_on": {"type": "string", "format": "date"},
        "method": {"type": "string", "enum": ["bank", "cash", "card", "other"]},
        "reference": TEXT,
        "payer": TEXT,
        "note": TEXT,
    },
}


@router.post(
    "/orders/{pk}/payments",
    summary="Book a payment",
    operation_id="pay_order",
    openapi_extra=answers(SHAPE) | takes(PAY),
)
def pay(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
    """`{"amount": "1200000", "method": "cash"}`; what is too much stays as the customer's credit."""
    user = need(request, "commerce.book_payment")
    it = _seen(user, pk)

    def work() -> HttpResponse:
        try:
            words = {key: str(given.get(key) or "") for key in ("reference", "payer", "note")}
            payments.add_payment(
                exact(given.get("amount")), it.currency, by=user, orders=[(it, None)],
                received_on=_day(given.get("received_on"), "received_on"),
                method=str(given.get("method") or "bank"), reference=words["reference"],
                payer=words["payer"], note=words["note"],
            )  # fmt: skip
        except Refused as error:
            return of_refusal(error)
        return answer(facts(_seen(user, pk)))

    return once(request, work)


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
    day = _day(given.get("day"), "day")
    if day is None:
        words = _("A day is written as 2026-11-30.")
        raise Invalid(words, {"day": words})
    amount: Decimal = exact(given.get("amount"))
    return Told(day, amount, texts["text"][:500], texts["payer"][:160], texts["external_id"])


def _seen(user: Any, pk: int, action: str = "view") -> Order:
    found: Order | None = (
        Order.objects.visible_to(user, action)
        .prefetch_related("lines", "instalments")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
