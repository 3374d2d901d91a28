"""Contracts are added, changed, renewed, ended early and taken up again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.actions.numbering import claim_number, next_number
from quen.commerce.contracts import events
from quen.commerce.contracts.terms import next_term
from quen.commerce.models import Contract
from quen.fields.actions import records
from quen.fields.actions.tags import tags_of
from quen.fields.actions.trash import nameless
from quen.fields.drafts import Draft
from quen.fields.nouns import noun
from quen.kit.db import lock
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.workspace import today, workspace
from quen.timeline.log import record

BATCH = 200
NUMBERS = "commerce.contract_numbers"  # who gives a contract its number stands in line
# What a contract that continues another takes from it, unless somebody says otherwise.
CARRIED = (
    "name", "contact_id", "company_id", "owner_id", "amount", "currency", "billing", "renew_days_before",
    "auto_renews", "terms",
)  # fmt: skip


def add_contract(given: Mapping[str, Any], *, by: User, **how: Any) -> Contract:
    """Add one contract from the API's shape. Without a number it gets the next one. Raises Refused with
    errors by field."""
    added: Contract = records.add_one(CONTRACT, given, by=by, **how)
    return added


def add_contracts(drafts: Sequence[Draft], *, by: User, **how: Any) -> list[Contract]:
    """Add at most 500 contracts with one event."""
    return records.add_many(CONTRACT, drafts, by=by, **how)


def change_contract(
    contract: Contract, given: Mapping[str, Any], *, by: User, **how: Any
) -> Contract:
    """Change a contract; another end makes it near its end anew. Raises Refused, Conflict."""
    changed: Contract = records.change_one(CONTRACT, contract, given, by=by, **how)
    return changed


def trash_contracts(contracts: Sequence[Contract], *, by: User) -> list[Contract]:
    """Move contracts to the trash; what they renewed is free to be renewed again."""
    return records.trash(CONTRACT, contracts, by=by)


def restore_contracts(contracts: Sequence[Contract], *, by: User) -> list[Contract]:
    """Take contracts out of the trash. Raises Refused where another renewed the same one meanwhile."""
    return records.restore(CONTRACT, contracts, by=by)


def proposed(contract: Contract) -> dict[str, Any]:
    """What would continue a contract: the same again, for a term of the same length that follows at once.

    One without an end is continued from today on.
    """
    told = {
        key: plain(getattr(contract, key)) for key in CARRIED if key not in ("amount", "currency")
    }
    told["amount"] = {"amount": plain(contract.amount), "currency": contract.currency}
    told["renews_id"] = contract.pk
    if contract.ends_on is None:
        return {**told, "starts_on": today().isoformat()}
    first, last = next_term(contract.starts_on, contract.ends_on)
    return {**told, "starts_on": first.isoformat(), "ends_on": last.isoformat()}


@transaction.atomic
def renew_contract(
    contract: Contract, given: Mapping[str, Any] | None = None, *, by: User, **how: Any
) -> Contract:
    """Add the contract that continues this one: as `proposed`, with what is `given` in its place.

    Raises Refused for a draft, and 409 where another continues it already.
    """
    it = locked_contract(contract)
    if it.signed_on is None:
        raise Refused(_("A draft is signed before it is renewed."))
    worth = {"amount": it.amount, "currency": it.currency}
    told = {**proposed(it), "amount": worth, **(given or {}), "renews_id": it.pk}
    if told["owner_id"] in (None, by.pk) or not by.can(CONTRACT.right("assign")):
        told.pop("owner_id")
    made: Contract = records.add_one(CONTRACT, told, by=by, **how)
    return made


@transaction.atomic
def end_contract(
    contract: Contract, *, by: User, reason: str, version: int | None = None
) -> Contract:
    """End a contract before its time. Raises Refused without a reason, for one that is over, 412 for an old
    version."""
    it = locked_contract(contract, version)
    reason = one_line(clean(reason)).strip()[:300]
    if not reason:
        words = _("Say why it ends early.")
        raise Refused(words, errors={"reason": words})
    if it.state_on(today()) in (Contract.State.ENDED, Contract.State.EXPIRED):
        raise Refused(_("This contract is over already."))
    it.ended_at, it.end_reason = timezone.now(), reason
    _kept(it, "ended_at", "end_reason")
    told = events.ContractEnded(name=it.name, number=it.number, reason=reason)
    record(told, on=around_contract(it), by=by)
    return it


@transaction.atomic
def reopen_contract(contract: Contract, *, by: User, version: int | None = None) -> Contract:
    """Let a contract that was ended early run on. Raises Refused for one that was not, 412 for an old
    version."""
    it = locked_contract(contract, version)
    if it.ended_at is None:
        raise Refused(_("This contract was not ended early."))
    it.ended_at, it.end_reason = None, ""
    _kept(it, "ended_at", "end_reason")
    record(events.ContractReopened(name=it.name, number=it.number), on=around_contract(it), by=by)
    return it


@transaction.atomic
def tell_nearing(day: date | None = None) -> int:
    """Tell of contracts that near their end, once for each end; gives how many, at most 200 a time.

    Whoever asks twice, and two who ask at once, tell once: the rows are locked and remember their end.
    Days on which nobody asked are made up for while the contract still runs.
    """
    day = day or today()
    untold = Q(neared_for=None) | ~Q(neared_for=F("ends_on"))
    rows = Contract.objects.to_renew(day).filter(untold, deleted_at=None)
    found = rows.select_for_update(of=("self",)).order_by("renew_on", "ends_on", "pk")
    told = list(found[:BATCH])
    for it in told:
        Contract._base_manager.filter(pk=it.pk).update(neared_for=it.ends_on)
        near = events.ContractExpiryNeared(name=it.name, number=it.number, ends_on=str(it.ends_on))
        record(near, on=around_contract(it))
    return len(told)


def locked_contract(contract: Contract, version: int | None = None) -> Contract:
    """A contract as it stands, locked. Raises Refused where it is gone, 412 for an old version."""
    found: Contract | None = (
        Contract.objects.select_for_update().filter(pk=contract.pk, deleted_at=None).first()
    )
    if found is None:
        raise Refused(_("There is no such record."), status=404)
    if version is not None and version != found.version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    return found


def _kept(it: Contract, *columns: str) -> None:
    it.version, it.updated_at = it.version + 1, timezone.now()
    it.save(update_fields=[*columns, "version", "updated_at"])


def around_contract(it: Contract) -> list[Any]:
    """The records that an event of a contract is told on, the contract itself first."""
    return [it, it.contact, it.company]


def _columns(draft: Draft, by: User, now: datetime) -> dict[str, Any]:
    lock(NUMBERS)
    number = draft.columns.get("number") or next_number("contract", day=today())
    return {"number": number, "currency": draft.columns.get("currency") or workspace().currency}


def _ready(contracts: Sequence[Contract]) -> None:
    """Look at contracts before they are written, and work out what follows from their days."""
    for it in contracts:
        if it.ends_on and it.ends_on < it.starts_on:
            words = _("It does not end before it begins.")
            raise Refused(words, errors={"ends_on": words})
        if it.contact_id is None and it.company_id is None:
            words = _("Say whose contract it is.")
            raise Refused(words, errors={"company_id": words})
        it.set_notice()
    _check_numbers(contracts)
    _check_renewals(contracts)


def _check_numbers(contracts: Sequence[Contract]) -> None:
    """A number is one contract's, in the trash too; what people typed is never given out again."""
    lock(NUMBERS)
    rows = Contract._base_manager.filter(number__in=[it.number for it in contracts])
    holders = dict(rows.values_list("number", "pk"))
    given = Counter(it.number for it in contracts)
    for it in contracts:
        if given[it.number] > 1 or holders.get(it.number, it.pk) != it.pk:
            words = _("The number %s belongs to another contract.") % it.number
            raise Refused(words, errors={"number": words}, status=409)
        if it.number not in holders:
            claim_number("contract", it.number, day=today())


def _check_renewals(contracts: Sequence[Contract]) -> None:
    """A contract is continued by one other, and never by itself in the end."""
    for it in contracts:
        if it.renews_id is None:
            continue
        words = ""
        others = Contract.objects.filter(renews=it.renews_id, deleted_at=None).exclude(pk=it.pk)
        if others.exists():
            words = _("Another contract continues this one already.")
        elif it.pk and it.pk in _before(it):
            words = _("A contract does not continue itself.")
        if words:
            raise Refused(words, errors={"renews_id": words}, status=409)


def _before(it: Contract) -> list[int]:
    """The contracts that led to this one, the nearest first."""
    found: list[int] = []
    pk = it.renews_id
    while pk is not None and pk not in found:
        found.append(pk)
        pk = Contract._base_manager.values_list("renews_id", flat=True).get(pk=pk)
    return found


def _begun(contracts: Sequence[Contract], by: User, now: datetime) -> None:
    """What a new contract continues hears of it."""
    olds = Contract._base_manager.in_bulk([it.renews_id for it in contracts if it.renews_id])
    for it in contracts:
        if old := olds.get(it.renews_id):
            told = events.ContractRenewed(name=old.name, number=old.number, by_number=it.number)
            record(told, on=[*around_contract(old), it], by=by, at=now)


def value_of(contract: Contract, key: str) -> Any:
    """A present value by its catalogue key, JSON-able."""
    if key.startswith("custom."):
        return contract.custom.get(key.removeprefix("custom."))
    if key == "tags":
        return [tag.name for tag in tags_of("contract", [contract.pk])[contract.pk]]
    return plain(getattr(contract, key))


@nameless("contract")
@transaction.atomic
def empty_contracts(contracts: Sequence[Any]) -> None:
    """Take the words out of trashed contracts that another continues; numbers and amounts stay."""
    blank = dict.fromkeys(("name", "name_key", "norm", "terms", "notes", "end_reason"), "")
    Contract.objects.filter(pk__in=[row.pk for row in contracts]).update(**blank)


def _created(contracts: Sequence[Contract]) -> dict[str, Any]:
    one = contracts[0] if len(contracts) == 1 else None
    return {"name": one.name, "number": one.number} if one else {}


CONTRACT = noun(
    "contract",
    model=Contract,
    events={
        "created": events.ContractCreated,
        "changed": events.ContractChanged,
        "assigned": events.ContractAssigned,
        "deleted": events.ContractDeleted,
        "restored": events.ContractRestored,
    },
    value=value_of,
    columns=_columns,
    before=_ready,
    begun=_begun,
    also_on=lambda contract: [contract.contact, contract.company],
    created=_created,
)
