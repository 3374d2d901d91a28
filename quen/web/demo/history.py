"""What happened to the demo's customers: events with links and digests, as actions would have told."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from quen.accounts.models import User
from quen.people import events as people_events
from quen.sales import events as sales_events
from quen.timeline.kinds import data_of
from quen.timeline.log import digest_of
from quen.timeline.models import Event, EventLink
from quen.web.demo.loading import load, moment, next_id, text
from quen.web.demo.people import Person
from quen.web.demo.plans import NOTES, TASKS
from quen.work import events as work_events

EVENT_COLUMNS = [
    "id",
    "kind",
    "at",
    "stored_at",
    "actor",
    "via",
    "subject_type",
    "subject_id",
    "data",
    "depth",
    "salt",
    "digest",
]
LINK_COLUMNS = ("event", "type", "record_id", "at")


class _Told(NamedTuple):
    """What a digest is made of; a row of the model would cost as much as all the rest."""

    salt: str
    kind: str
    at: datetime
    actor_id: int
    subject_type: str
    subject_id: int
    data: dict[str, Any]


class Log:
    """Gathers events and their links and writes them in batches."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.next = next_id(Event)
        self.events: list[tuple[Any, ...]] = []
        self.links: list[tuple[Any, ...]] = []

    def tell(
        self, happening: Any, at: datetime, by: User, on: Iterable[tuple[str, int | None]]
    ) -> None:
        """One event; the first of `on` is its subject."""
        linked = [(key, pk) for key, pk in on if pk]
        subject_type, subject_id = linked[0]
        event = _Told(
            f"{self.dice.getrandbits(128):032x}", happening.kind, at, by.pk, subject_type, subject_id,
            data_of(happening),
        )  # fmt: skip
        when = moment(at)
        self.events.append(
            (self.next, event.kind, when, when, by.pk, "demo", subject_type, subject_id,
             text(event.data), 0, event.salt, digest_of(event))
        )  # fmt: skip
        self.links += [(self.next, key, pk, when) for key, pk in linked]
        self.next += 1

    def flush(self) -> None:
        """Write what has been gathered."""
        load(Event, EVENT_COLUMNS, self.events)
        load(EventLink, LINK_COLUMNS, self.links)
        self.events, self.links = [], []


def tell_person(log: Log, person: Person, now: datetime) -> None:
    """A customer's creation, moves, notes and tasks done."""
    on = [("contact", person.pk), ("company", person.company_id)]
    log.tell(
        people_events.ContactCreated(name=person.full_name, source=person.source),
        person.created_at, person.owner, on,
    )  # fmt: skip
    for (before, _then), (after, at) in zip(person.stages, person.stages[1:], strict=False):
        told = people_events.ContactStageChanged(
            changes={"lifecycle_stage": [before.key, after.key]}, why="", round=person.round
        )
        log.tell(told, at, person.owner, on[:1])
    for happening in _talk(log.dice, person):
        at = _between(log.dice, person.created_at, person.active_at)
        log.tell(happening, at, person.owner, on)
    if person.active_at > person.created_at + timedelta(hours=1) and log.dice.random() < 0.5:
        log.tell(
            work_events.NoteAdded(text=log.dice.choice(NOTES[person.language])),
            person.active_at,
            person.owner,
            on,
        )


def _talk(dice: Random, person: Person) -> Iterator[Any]:
    for _n in range(min(int(dice.expovariate(1.2)), 6) + len(person.stages) // 2):
        if dice.random() < 0.7:
            yield work_events.NoteAdded(text=dice.choice(NOTES[person.language]))
        else:
            yield work_events.TaskCompleted(title=dice.choice(TASKS[person.language]))


def tell_deal(log: Log, deal: dict[str, Any]) -> None:
    """A deal's opening, the last talk about it, and its end."""
    on = [("deal", deal["pk"]), ("contact", deal["contact_id"]), ("company", deal["company_id"])]
    facts = {"name": deal["name"], "amount": str(deal["amount"]), "currency": deal["currency"]}
    log.tell(sales_events.DealCreated(**facts), deal["created_at"], deal["owner"], on)
    called = work_events.CallMade(
        title=deal["task"], outcome="reached", minutes=log.dice.randrange(2, 15)
    )
    log.tell(called, deal["spoken_at"], deal["owner"], on)
    if deal["state"] == "won":
        log.tell(sales_events.DealWon(**facts), deal["closed_at"], deal["owner"], on)
    elif deal["state"] == "lost":
        told = sales_events.DealLost(name=deal["name"], reason=deal["reason"].key)
        log.tell(told, deal["closed_at"], deal["owner"], on)


def _between(dice: Random, first: datetime, last: datetime) -> datetime:
    return first + (last - first) * dice.random()
