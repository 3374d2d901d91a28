"""Stored addresses become addresses of today: the certain ones at once, the divided ones when answered."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import searching
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.tasks import task
from quen.people import events
from quen.people.models import Address, AddressQuestion, AddressSweep, Company, Contact
from quen.people.places import Answer, Place, State, convert, parts_of, turned
from quen.timeline.log import record

BATCH = 300
_OLD = ("old_ward", "old_district", "old_province")
_WRITTEN = ["street", "ward", "district", "province", "given", *_OLD, "sweep"]
_KINDS = {"contact": (Contact, events.ContactChanged), "company": (Company, events.CompanyChanged)}
Change = tuple[Address, str, str]


@transaction.atomic
def start_sweep(*, by: User, trial: bool) -> AddressSweep:
    """Look at every address that `by` may change; convert what is certain unless it is a trial.

    Raises Refused while another run is under way.
    """
    under_way = (AddressSweep.State.RUNNING, AddressSweep.State.UNDOING)
    if AddressSweep.objects.filter(state__in=under_way).exists():
        raise Refused(_("A run is under way; wait for its end."))
    sweep = AddressSweep.objects.create(user=by, trial=trial)
    run_sweep.enqueue(sweep.pk)
    return sweep


@task()
def run_sweep(sweep_id: int) -> None:
    """The next batch, with its position in one transaction; asks for the rest."""
    sweep = AddressSweep.objects.select_for_update().get(pk=sweep_id)
    if sweep.state != AddressSweep.State.RUNNING:
        return
    rows = _theirs(sweep.user).filter(pk__gt=sweep.position, country="VN")
    batch = list(rows.select_related("contact", "company").order_by("pk")[:BATCH])
    changes = [change for one in batch if (change := _looked_at(one, sweep))]
    if not sweep.trial:
        _write(changes, by=sweep.user)
    sweep.position = batch[-1].pk if batch else sweep.position
    if len(batch) < BATCH:
        sweep.state, sweep.finished_at = AddressSweep.State.DONE, timezone.now()
    else:
        run_sweep.enqueue(sweep_id)
    sweep.save()


def _theirs(user: User) -> Any:
    """Addresses of records that a colleague may change."""
    contact, company = (
        Q(TYPES[key].seen_from(key, user, "change")) for key in ("contact", "company")
    )
    return Address.objects.filter(contact | company)


def _looked_at(one: Address, sweep: AddressSweep) -> Change | None:
    """Count an address, ask where it must be asked; gives its change where it is certain."""
    parts = _parts(one)
    answer = convert(parts["province"], parts["district"], parts["ward"])
    sweep.looked_at += 1
    if answer.state is State.ASK:
        sweep.asked += 1
        if not sweep.trial:
            _ask(one, answer)
        return None
    if answer.state is State.UNKNOWN:
        sweep.unknown += bool(one.district or one.province)
        return None
    if answer.state is State.NEW and parts["street"] == one.street:
        return None
    sweep.sure += 1
    return _converted(one, parts, answer.places[0], sweep)


def _parts(one: Address) -> dict[str, str]:
    return parts_of(vars(one))


def _converted(
    one: Address, parts: dict[str, str], place: Place, sweep: AddressSweep | None
) -> Change:
    before = told(one)
    for key, value in turned(vars(one), parts, place).items():
        setattr(one, key, value)
    one.sweep = sweep
    return one, before, told(one)


def ask_divided(rows: Iterable[Address]) -> int:
    """Ask where addresses are today whose old ward was divided; gives how many."""
    asked = 0
    for one in rows:
        parts = _parts(one)
        answer = convert(parts["province"], parts["district"], parts["ward"])
        if answer.state is State.ASK:
            _ask(one, answer)
            asked += 1
    return asked


def _ask(one: Address, answer: Answer) -> None:
    options = [[place.province, place.ward] for place in answer.places]
    AddressQuestion.objects.update_or_create(address=one, defaults={"options": options})


def told(one: Address) -> str:
    """An address in one line."""
    return ", ".join(filter(None, (one.street, one.ward, one.district, one.province)))


def _write(changes: Sequence[Change], *, by: User) -> None:
    """Store changed addresses and tell it on their records, one event for each type."""
    rows = [one for one, _before, _after in changes]
    Address.objects.bulk_update(rows, _WRITTEN)
    AddressQuestion.objects.filter(address__in=rows).delete()
    for key, (model, kind) in _KINDS.items():
        about: dict[int, list[str]] = {}
        for one, before, after in changes:
            if pk := getattr(one, f"{key}_id"):
                about.setdefault(pk, [before, after])
        if about:
            _tell(model, kind, about, by)


def _tell(model: Any, kind: Any, about: dict[int, list[str]], by: User) -> None:
    now = timezone.now()
    model.objects.filter(pk__in=list(about)).update(updated_at=now)
    records = list(model._base_manager.filter(pk__in=list(about)).order_by("pk"))
    per_record = {pk: {"changes": {"address": pair}} for pk, pair in about.items()}
    if len(records) == 1:
        record(kind(**per_record[records[0].pk]), on=records, by=by, via="bulk")
    else:
        record(kind(changes={}), on=records, by=by, via="bulk", per_record=per_record)
    searching.refresh("contact" if model is Contact else "company", list(about))


@transaction.atomic
def answer_question(question: AddressQuestion, choice: int, *, by: User) -> Address:
    """Take one of the places that a divided ward became. Raises Refused for a choice there is none of."""
    rows = AddressQuestion.objects.select_for_update(of=("self",))
    found = rows.select_related("address").filter(pk=question.pk).first()
    if found is None:
        raise Refused(_("This has been answered already."))
    if not 0 <= choice < len(found.options):
        raise Refused(_("Choose one of the places."))
    one, place = found.address, Place(*found.options[choice])
    _write([_converted(one, _parts(one), place, None)], by=by)
    return one


@transaction.atomic
def undo_sweep(sweep: AddressSweep, *, by: User) -> AddressSweep:
    """Give the addresses of a run their earlier form, where nobody changed them since. Raises Refused."""
    sweep = AddressSweep.objects.select_for_update().get(pk=sweep.pk)
    if sweep.state != AddressSweep.State.DONE or sweep.trial:
        raise Refused(_("Only a finished run can be undone."))
    sweep.state, sweep.finished_at = AddressSweep.State.UNDOING, None
    sweep.save(update_fields=["state", "finished_at"])
    run_undo.enqueue(sweep.pk)
    return sweep


@task()
def run_undo(sweep_id: int) -> None:
    """The next batch back."""
    sweep = AddressSweep.objects.select_for_update().get(pk=sweep_id)
    if sweep.state != AddressSweep.State.UNDOING:
        return
    rows = Address.objects.filter(sweep=sweep).select_related("contact", "company")
    batch = list(rows.order_by("pk")[:BATCH])
    _write([_put_back(one) for one in batch], by=sweep.user)
    if len(batch) < BATCH:
        sweep.state, sweep.finished_at = AddressSweep.State.UNDONE, timezone.now()
        sweep.save(update_fields=["state", "finished_at"])
    else:
        run_undo.enqueue(sweep_id)


def _put_back(one: Address) -> Change:
    before = told(one)
    if one.given:
        one.street, one.ward, one.district, one.province = one.given, "", "", ""
    else:
        one.ward, one.district, one.province = one.old_ward, one.old_district, one.old_province
    one.given, one.sweep = "", None
    for key in _OLD:
        setattr(one, key, "")
    return one, before, told(one)
