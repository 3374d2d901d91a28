"""Orders are placed, given another schedule, another title or owner, and cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.actions.numbering import next_number
from quen.commerce.actions.settling import locked_order, settle
from quen.commerce.customers import customer_of
from quen.commerce.lines.reading import Asked, Line, read_lines
from quen.commerce.lines.totals import totals_of
from quen.commerce.links import fresh_key
from quen.commerce.models import Instalment, Order, OrderLine
from quen.commerce.neighbours import around
from quen.commerce.orders import events
from quen.commerce.references import checked
from quen.commerce.schedules import Part, at_once, problem_of_day, read_schedule
from quen.fields import searching
from quen.fields.actions import records
from quen.fields.actions.tags import tags_of
from quen.fields.nouns import noun
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.workspace import today, workspace
from quen.people.models import Company, Contact
from quen.timeline.log import record

LANGUAGES = ("vi", "th", "en")


@transaction.atomic
def add_order(
    *,
    by: User,
    lines: Sequence[Mapping[str, Any] | Line],
    contact: Contact | None = None,
    company: Company | None = None,
    currency: str = "",
    language: str = "",
    title: str = "",
    terms: str = "",
    ordered_on: date | None = None,
    schedule: Sequence[Mapping[str, Any]] | None = None,
    owner: Any = None,
    reads: str = "",
) -> Order:
    """Place an order for a contact, a company or both; without a `schedule` it is due within a week.

    `lines` are as `read_lines` takes them, or lines that were read; amounts in them and in the schedule are
    written as in the language `reads`. The order is its `owner`'s, else who places it. Raises Refused with
    errors by field.
    """
    if contact is None and company is None:
        words = _("Say whose order it is.")
        raise Refused(words, errors={"contact_id": words})
    speaks = language or (contact.language if contact else "")
    on = _within_reach(ordered_on or today())
    it = _new(owner or by, contact=contact, company=company, ordered_on=on)
    it.currency = currency or workspace().currency
    it.language = speaks if speaks in LANGUAGES else workspace().language
    it.title = one_line(clean(title)).strip()[:200]
    it.terms = clean(terms)[:8000]
    read = _read(lines, Asked(it.currency, reads or by.language, on, by))
    totals = totals_of(read, it.currency)
    if totals.total <= 0:
        words = _("An order has at least one line that costs something.")
        raise Refused(words, errors={"lines": words})
    parts = at_once(totals.total, on)
    if schedule is not None:
        parts = read_schedule(schedule, totals.total, it.currency, reads or by.language)
    it.net, it.vat, it.total = totals.net, totals.vat, totals.total
    it.open_amount, it.due_on = it.total, parts[0].due_on
    it.customer = customer_of(it)
    it.number = next_number("order", day=on)
    it.reference = _reference(it.number)
    it.save()
    rows = [OrderLine(order=it, position=n, **line.columns()) for n, line in enumerate(read)]
    OrderLine.objects.bulk_create(rows)
    _plan(it, parts)
    searching.refresh("order", [it.pk])
    return it


def _within_reach(day: date) -> date:
    if words := problem_of_day(day):
        raise Refused(words, errors={"ordered_on": words})
    return day


def tell_placed(order: Order, *, by: User) -> None:
    """Tell that an order was placed, once whatever it came from points at it."""
    told = events.OrderPlaced(number=order.number, amount=str(order.total), currency=order.currency)
    record(told, on=around(order), by=by)


@transaction.atomic
def place_order(**facts: Any) -> Order:
    """Place an order that comes of nothing else: `add_order`, and the event."""
    it = add_order(**facts)
    tell_placed(it, by=facts["by"])
    return it


def _new(owner: Any, **facts: Any) -> Order:
    now = timezone.now()
    kept = {"owner": owner, "team_id": owner.team_id, "created_at": now, "updated_at": now}
    return Order(link_key=fresh_key(), **kept, **facts)


def _read(lines: Sequence[Mapping[str, Any] | Line], asked: Asked) -> list[Line]:
    ready = [line for line in lines if isinstance(line, Line)]
    given = [line for line in lines if not isinstance(line, Line)]
    return ready + (read_lines(given, asked) if given else [])


def _reference(number: str) -> str:
    """Unique also where numbers differ by their signs only ("DH-1-23", "DH-12-3")."""
    reference, more = checked(number), 1
    while Order.objects.filter(reference=reference).exists():
        more += 1
        reference = checked(f"{number}X{more}")
    return reference


def _plan(it: Order, parts: Sequence[Part]) -> None:
    Instalment.objects.bulk_create(
        Instalment(order=it, position=n, label=p.label, due_on=p.due_on, amount=p.amount)
        for n, p in enumerate(parts)
    )


@transaction.atomic
def set_schedule(
    order: Order, given: Sequence[Mapping[str, Any]], *, by: User, version: int | None = None
) -> Order:
    """Give an open order another schedule; what is paid fills it anew. Raises Refused with errors by part,
    412 for an old version."""
    it = locked_order(order)
    if version is not None and version != it.version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    if it.state != Order.State.OPEN:
        raise Refused(_("Only an open order has a schedule to change."))
    parts = read_schedule(given, it.total, it.currency, by.language)
    before = _in_words(it)
    it.instalments.all().delete()
    _plan(it, parts)
    settle(it, by=by)
    changes = {"schedule": [before, _in_words(it)]}
    if changes["schedule"][0] != changes["schedule"][1]:
        record(events.OrderChanged(changes=changes), on=around(it), by=by)
    return it


def _in_words(it: Order) -> str:
    rows = Instalment.objects.filter(order=it).order_by("position")
    return ", ".join(f"{one.amount.normalize():f} → {one.due_on}" for one in rows)


@transaction.atomic
def cancel_order(order: Order, *, by: User, reason: str = "", version: int | None = None) -> Order:
    """Cancel an order. What was paid for it stays with it, shown as to be refunded. Raises Refused for one
    that is cancelled, 412 for an old version."""
    it = locked_order(order)
    if version is not None and version != it.version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    if it.state == Order.State.CANCELLED:
        raise Refused(_("This order was cancelled already."))
    it.state, it.cancelled_at = Order.State.CANCELLED, timezone.now()
    it.cancelled_note = one_line(clean(reason)).strip()[:300]
    settle(it, by=by)
    told = events.OrderCancelled(
        number=it.number, reason=it.cancelled_note, to_refund=str(it.to_refund),
        currency=it.currency,
    )  # fmt: skip
    record(told, on=around(it), by=by)
    return it


def change_order(order: Order, given: Mapping[str, Any], *, by: User, **how: Any) -> Order:
    """Change what stands beside an order: its title, owner, tags and own fields. Raises Refused, Conflict."""
    changed: Order = records.change_one(ORDER, order, given, by=by, **how)
    return changed


def value_of(order: Order, key: str) -> Any:
    """A present value by its catalogue key, JSON-able."""
    if key.startswith("custom."):
        return order.custom.get(key.removeprefix("custom."))
    if key == "tags":
        return [tag.name for tag in tags_of("order", [order.pk])[order.pk]]
    return plain(getattr(order, key))


ORDER = noun(
    "order",
    model=Order,
    events={"changed": events.OrderChanged, "assigned": events.OrderAssigned},
    value=value_of,
    also_on=lambda order: around(order)[1:],
)
