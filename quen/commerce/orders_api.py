"""Orders and their payments in the API."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.commerce.actions import orders, payments
from quen.commerce.amounts import exact
from quen.commerce.models import Order, OrderLine
from quen.commerce.orders.hidden import SUMS, reads
from quen.commerce.paying import link_to
from quen.fields.actions.tags import tags_of
from quen.fields.api import (
    Id,
    Resource,
    answer,
    asked,
    asked_page,
    counted,
    mount,
    seen,
    version_of,
)
from quen.fields.catalogue import all_fields, catalogue
from quen.fields.conditions import BadRule, Node, parse
from quen.fields.drafts import Invalid
from quen.fields.masking import mask_for
from quen.kit.api_shapes import (
    CUSTOM,
    TEXT,
    WORDS,
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
from quen.people.models import Company, Contact

router = Router(tags=["commerce"])
Facts = dict[str, Any]
MOST = 200
COLUMNS = [
    "number", "reference", "state", "contact_id", "company_id", "owner_id", "team_id", "title", "terms",
    "currency", "language", "ordered_on", "net", "vat", "total", "credited", "paid", "paid_at",
    "cancelled_at", "cancelled_note", "due_on", "created_at", "updated_at", "version",
]  # fmt: skip
DERIVED = ["open", "to_refund", "link", "lines", "schedule"]
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
        "tags": WORDS,
        "custom": CUSTOM,
    },
    GIVEN | {"owner_id", "tags", "custom"},
)


# What several of the catalogue's fields say together, and what the API calls otherwise.
NEEDS: dict[str, tuple[str, ...]] = {
    "open": ("open_amount",),
    "to_refund": ("total", "credited", "paid"),
    "link": (*SUMS, "reference"),
    "lines": SUMS,
    "schedule": (*SUMS, "due_on"),
    "terms": (),
    "language": (),
    "version": (),
    "cancelled_note": ("cancelled_at",),
}
EVERY = ["id", *COLUMNS, *DERIVED, "tags", "custom"]


def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
    """The API's objects of orders, in order, without what a role hides."""
    asked = [key for key in wanted or EVERY if key in EVERY]
    keys = ["id", *(k for k in asked if k != "id" and reads(user, *NEEDS.get(k, (k,))))]
    rows = Order._base_manager.filter(pk__in=ids)
    for key, table in (("lines", "lines"), ("schedule", "instalments")):
        rows = rows.prefetch_related(table) if key in keys else rows
    found = {it.pk: it for it in rows}
    tags = tags_of("order", ids) if "tags" in keys else {}
    return [{k: _value(k, found[pk], tags, user) for k in keys} for pk in ids if pk in found]


def fact(it: Order, user: Any) -> Facts:
    """The API's object of one order."""
    return facts([it.pk], None, user)[0]


def _value(key: str, it: Order, tags: dict[int, Any], user: Any) -> Any:
    if key == "id":
        return it.pk
    if key == "tags":
        return [tag.name for tag in tags[it.pk]]
    if key == "custom":
        return _own_fields(it, user)
    return _TOLD[key](it) if key in _TOLD else plain(getattr(it, key))


def _own_fields(it: Order, user: Any) -> Facts:
    known = {f.custom.key: f for f in all_fields("order").values() if f.custom}
    values = it.custom.items()
    told = {k: v for k, v in values if k in known and user.may_read_field(known[k].right)}
    mask = mask_for(user, "order")
    return mask.custom(told, it.owner_id) if mask else told


def _schedule(it: Order) -> list[Facts]:
    return [
        {
            "label": one.label,
            "due_on": one.due_on.isoformat(),
            "amount": plain(one.amount),
            "open": plain(one.open_amount),
        }
        for one in it.instalments.all()
    ]


_TOLD: dict[str, Callable[[Order], Any]] = {
    "open": lambda it: plain(it.open_amount),
    "to_refund": lambda it: plain(it.to_refund),
    "link": link_to,
    "lines": lambda it: [{k: plain(getattr(one, k)) for k in LINE} for one in it.lines.all()],
    "schedule": _schedule,
}
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
            made = orders.place_order(by=user, reads="en", **_given(given, user))
        except Refused as error:
            return of_refusal(error)
        return answer(fact(made, user), 201)

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
    told["ordered_on"] = given_day(given.get("ordered_on"), "ordered_on")
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


def given_day(given: Any, key: str) -> date | None:
    """A day as programs write it. Raises Invalid with the error at `key`."""
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
