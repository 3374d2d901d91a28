"""Contracts in the API."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.commerce.actions import contracts as actions
from quen.commerce.models import Contract
from quen.fields.actions.tags import tags_of
from quen.fields.api import mount
from quen.fields.catalogue import all_fields
from quen.fields.masking import mask_for
from quen.fields.reading import reader_for
from quen.fields.resources import Id, Resource, answer, seen, version_of
from quen.kit.api_shapes import CUSTOM, TEXT, WORDS, answers, columns_of, object_of, takes
from quen.kit.idempotency import once
from quen.kit.plain_rows import plain
from quen.kit.problems import of_refusal
from quen.kit.refused import Refused
from quen.kit.workspace import today

router = Router(tags=["commerce"])
Facts = dict[str, Any]
COLUMNS = [
    "number", "name", "contact_id", "company_id", "order_id", "renews_id", "owner_id", "team_id",
    "amount", "currency", "billing", "signed_on", "starts_on", "ends_on", "renew_days_before",
    "auto_renews", "ended_at", "end_reason", "terms", "notes", "created_at", "updated_at", "version",
]  # fmt: skip
TOLD = {"team_id", "ended_at", "end_reason", "created_at", "updated_at", "version"}
EVERY = ["id", "state", *COLUMNS, "tags", "custom"]
RIGHTS = {"currency": "amount", "end_reason": "ended_at"}
STATE = ("ended_at", "signed_on", "starts_on", "ends_on", "renew_days_before")


def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
    """The API's objects of contracts, in order."""
    asked = [k for k in wanted or EVERY if k in EVERY]
    keys = [k for k in asked if user.may_read_field(f"contract.{RIGHTS.get(k, k)}")]
    if not all(user.may_read_field(f"contract.{k}") for k in STATE):
        keys = [k for k in keys if k != "state"]
    keys = ["id", *(k for k in keys if k != "id")]
    rows = {it.pk: it for it in Contract._base_manager.filter(pk__in=ids)}
    tags = tags_of("contract", ids) if "tags" in keys else {}
    return [{k: _value(k, rows[pk], tags, user) for k in keys} for pk in ids if pk in rows]


def _value(key: str, it: Contract, tags: dict[int, Any], user: Any) -> Any:
    if key == "id":
        return it.pk
    if key == "state":
        return it.state_on(today()).value
    if key == "tags":
        return [tag.name for tag in tags[it.pk]]
    if key == "custom":
        known = {f.custom.key: f for f in all_fields("contract").values() if f.custom}
        values = it.custom.items()
        told = {k: v for k, v in values if k in known and user.may_read_field(known[k].right)}
        mask = mask_for(user, "contract")
        return mask.custom(told, it.owner_id) if mask else told
    return plain(getattr(it, key))


def _by_number(number: Any, user: Any) -> Contract | None:
    found: Contract | None = (
        Contract.objects.visible_to(user).filter(number=str(number).strip()).first()
    )
    return found


SHAPE = object_of(
    {
        **columns_of(Contract, COLUMNS),
        "state": {"type": "string", "enum": Contract.State.values},
        "tags": WORDS,
        "custom": CUSTOM,
    },
    {*COLUMNS, "tags", "custom"} - TOLD,
)
CONTRACTS = Resource(
    noun=actions.CONTRACT,
    plural="contracts",
    sort="-created_at",
    facts=facts,
    shape=SHAPE,
    matches={"number": _by_number},
)
mount(router, CONTRACTS)
END: Facts = {
    "type": "object",
    "required": ["reason"],
    "properties": {"reason": TEXT, "version": {"type": "integer"}},
}


@router.post(
    "/contracts/{pk}/renew",
    summary="Renew",
    operation_id="renew_contract",
    openapi_extra=answers(SHAPE, 201) | takes(SHAPE),
)
def renew(request: HttpRequest, given: Facts | None = Body(None), pk: int = Id) -> Any:
    """The contract that continues this one: the same again for a term of the same length that follows at
    once, with what is given in its place, such as `{"amount": "1200000", "ends_on": "2028-01-31"}`."""
    user = need(request, "commerce.add_contract")
    it, reader = seen(CONTRACTS, pk, user, "view"), reader_for(user, plain=True)

    def work() -> HttpResponse:
        try:
            made = actions.renew_contract(it, given, by=user, reader=reader)
        except Refused as error:
            return of_refusal(error)
        return answer(facts([made.pk], None, user)[0], 201)

    return once(request, work)


@router.post(
    "/contracts/{pk}/end",
    summary="End early",
    operation_id="end_contract",
    openapi_extra=answers(SHAPE) | takes(END),
)
def end(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
    """`{"reason": "…"}`. A version, if one is sent, must be the present one."""
    version, reason = version_of(request, given.get("version")), str(given.get("reason") or "")
    return _verb(request, pk, lambda it, user: actions.end_contract(it, by=user, reason=reason, version=version))  # fmt: skip


@router.post(
    "/contracts/{pk}/reopen",
    summary="Let it run on",
    operation_id="reopen_contract",
    openapi_extra=answers(SHAPE),
)
def reopen(request: HttpRequest, pk: int = Id) -> Any:
    """A contract that was ended early runs on."""
    return _verb(request, pk, lambda it, user: actions.reopen_contract(it, by=user))


def _verb(request: HttpRequest, pk: int, do: Any) -> HttpResponse:
    """A verb on a contract: the same action as the page's, once per Idempotency-Key."""
    user = need(request, "commerce.change_contract")
    it = seen(CONTRACTS, pk, user, "change")

    def work() -> HttpResponse:
        try:
            do(it, user)
        except Refused as error:
            return of_refusal(error)
        return answer(facts([pk], None, user)[0])

    return once(request, work)
