"""Orders and their payments in the API."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.commerce.actions import orders, payments
from quen.commerce.amounts import exact
from quen.commerce.orders.facts import SHAPE, fact, facts
from quen.commerce.orders.given import given_day, order_given
from quen.fields.api import mount
from quen.fields.asked import asked, asked_page, counted
from quen.fields.catalogue import catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.drafts import Invalid
from quen.fields.nodes import Node
from quen.fields.resources import Facts, Id, Resource, answer, seen, version_of
from quen.kit.api_shapes import TEXT, answers, paged, takes
from quen.kit.idempotency import once
from quen.kit.problems import of_refusal
from quen.kit.refused import Refused

router = Router(tags=["commerce"])
MOST = 200
ORDERS = Resource(
    noun=orders.ORDER, plural="orders", sort="-ordered_on", facts=facts, shape=SHAPE
)  # fmt: skip


@router.get(
    "/orders",
    summary="List orders",
    operation_id="list_orders",
    openapi_extra=answers(paged(SHAPE, counted=True)),
)
def listed(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=MOST),
    cursor: str = Query("", max_length=400),
    q: str = Query("", max_length=200),
    filter: str = Query("", max_length=4_000),
    sort: str = Query("", max_length=80),
    fields: str = Query("", max_length=600),
    count: int = Query(0, ge=0, le=1),
    state: str = Query("", max_length=9),
    contact_id: int = Query(0, ge=0, le=2**62),
    company_id: int = Query(0, ge=0, le=2**62),
) -> Any:
    """The newest first, or by `sort`; narrowed by a `filter`, and by state and customer in short;
    `next` goes on, null at the end."""
    user = need(request, "commerce.view_order")
    nodes, order = asked(ORDERS, user, filter, sort)
    named = {"state": state, "contact_id": contact_id, "company_id": company_id}
    nodes = [*nodes, *_in_short(named, user)]
    page = asked_page(ORDERS, user, nodes, order, cursor, limit, q)
    wanted = [key for key in fields.split(",") if key] or None
    body: Facts = {"items": facts(page.ids, wanted, user), "next": page.next}
    return answer(body | ({"count": counted(ORDERS, user, nodes)} if count else {}))


def _in_short(named: Mapping[str, Any], user: Any) -> list[Node]:
    """Conditions that stand in the address by themselves. Raises Invalid."""
    rule = [{"field": key, "op": "is", "value": value} for key, value in named.items() if value]
    try:
        return parse({"all": rule}, catalogue("order", user))
    except BadRule as error:
        raise Invalid(error.message, {rule[0]["field"]: error.message}) from error


mount(router, ORDERS, parts=("read", "timeline", "change"))


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
            made = orders.place_order(by=user, reads="en", **order_given(given, user))
        except Refused as error:
            return of_refusal(error)
        return answer(fact(made, user), 201)

    return once(request, work)


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
    it, told = seen(ORDERS, pk, user, "change"), given or {}
    version = version_of(request, told.get("version"))

    def work() -> HttpResponse:
        try:
            reason = str(told.get("reason") or "")
            orders.cancel_order(it, by=user, reason=reason, version=version)
        except Refused as error:
            return of_refusal(error)
        return answer(fact(it, user))

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
    it = seen(ORDERS, pk, user)

    def work() -> HttpResponse:
        try:
            words = {key: str(given.get(key) or "") for key in ("reference", "payer", "note")}
            payments.add_payment(
                exact(given.get("amount")), it.currency, by=user, orders=[(it, None)],
                received_on=given_day(given.get("received_on"), "received_on"),
                method=str(given.get("method") or "bank"), reference=words["reference"],
                payer=words["payer"], note=words["note"],
            )  # fmt: skip
        except Refused as error:
            return of_refusal(error)
        return answer(fact(it, user))

    return once(request, work)
