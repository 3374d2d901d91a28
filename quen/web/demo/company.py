"""Building the demo company: the same tables as the product's, in bulk, then the projections."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from quen.accounts.models import User
from quen.fields.models import CustomField, SavedView, SearchPhone, SearchRow, Value
from quen.insights import marking
from quen.insights.models import Tally
from quen.kit.db import analyze
from quen.kit.rebuilding import REBUILDERS
from quen.kit.sorting import name_key
from quen.kit.text import fold
from quen.kit.workspace import change_workspace
from quen.people.models import Company, Contact, Handle, Stage, Stay
from quen.people.seeds import add_defaults as add_people_defaults
from quen.sales.models import Deal, DealLine, Reason
from quen.sales.models import Stay as DealStay
from quen.sales.seeds import add_defaults as add_sales_defaults
from quen.timeline import last
from quen.timeline.models import Event, EventLink, LastEvent
from quen.timeline.seals import seal_events
from quen.web.demo import deals as deal_maker
from quen.web.demo import names
from quen.web.demo.goods import Shelf, stock
from quen.web.demo.history import Log, tell_deal, tell_person
from quen.web.demo.loading import load, moment, next_id, reset_sequences, without_indexes
from quen.web.demo.people import Person, people
from quen.web.demo.plans import NOTES
from quen.web.demo.rows import (
    contact_row,
    deal_line,
    deal_row,
    deal_stays,
    handle_rows,
    stay_rows,
    value_rows,
)
from quen.web.demo.searching import fill_search
from quen.web.demo.selling import sell
from quen.web.demo.stories import tell_stories
from quen.web.demo.team import add_team_and_people, admin
from quen.work.models import Note, Task

SIZES = {
    "small": (2_000, 160, 8),
    "ten": (10_000, 600, 200),
    "medium": (50_000, 4_000, 40),
    "large": (1_000_000, 60_000, 200),
}
FILLED = (
    Contact,
    Company,
    Deal,
    Event,
    EventLink,
    Handle,
    Stay,
    DealStay,
    DealLine,
    Value,
    Task,
    Note,
)
DERIVED = (SearchRow, SearchPhone, LastEvent)
STEP = 5_000
Companies = dict[str, list[int]]


def build(
    size: str = "small", seed: int = 1, *, tell: Callable[[int, int], None] | None = None
) -> int:
    """Make the company; gives how many customers it has. `tell(done, of)` hears how far it is."""
    count, firms, sellers = SIZES[size]
    dice, now = Random(seed), timezone.now()  # noqa: S311 - a demo, not a secret
    change_workspace(name="Quen Demo", is_demo=True, first_hour="")  # nobody is asked what it sells
    add_people_defaults()
    pipeline = add_sales_defaults()
    owners = add_team_and_people(dice, sellers)
    marking.remove(connection)  # what is loaded here is counted at the end, as a whole
    shelf = stock(admin(), dice, now)
    tell_stories(admin())
    maker = _Maker(dice, now, list(pipeline.stages.all()), shelf)
    with without_indexes(FILLED):
        companies = _companies(dice, firms, owners, now)
        done = 0
        for chunk in _chunks(dice, count, owners, companies, now):
            maker.write(chunk)
            done += len(chunk)
            if tell:
                tell(done, count)
    with without_indexes(DERIVED):
        fill_search()
        last.rebuild()
    _finish()
    sell(Random(seed), now)  # noqa: S311 - a demo, not a secret
    return count


def _chunks(
    dice: Random, count: int, owners: list[User], companies: Companies, now: datetime
) -> Iterator[list[Person]]:
    stages = {s.key: s for s in Stage.objects.all()}
    made = people(dice, count, next_id(Contact), owners, companies, stages, now)
    while chunk := list(islice(made, STEP)):
        yield chunk


def _companies(dice: Random, count: int, owners: list[User], now: datetime) -> Companies:
    """Make the firms; gives their ids by the language that is spoken there."""
    first = next_id(Company)
    made: Companies = {"vi": [], "th": [], "en": []}
    columns = [
        "id",
        "name",
        "name_key",
        "norm",
        "website",
        "industry",
        "employees",
        "revenue",
        "currency",
        "location",
        "source",
        "owner",
        "team",
        "version",
        "created_at",
        "updated_at",
        "last_activity_at",
        "custom",
        "tax_id",
        "email",
        "phone",
    ]

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(count):
            name, country = names.firm(dice, n)
            made[{"VN": "vi", "TH": "th"}.get(country, "en")].append(first + n)
            owner = dice.choice(owners)
            at = now - timedelta(days=dice.random() * 900)
            place = {"VN": "TP. Hồ Chí Minh", "TH": "กรุงเทพมหานคร"}.get(country, "Singapore")
            yield (
                first + n, name, name_key(name)[:220], fold(name)[:200], "", dice.choice(names.INDUSTRIES[country]),
                dice.randrange(3, 900), None, "VND", place, "referral", owner.pk, owner.team_id,
                1, moment(at), moment(at), moment(now - (now - at) * dice.random()), "{}", "", "", "",
            )  # fmt: skip

    load(Company, columns, rows())
    return made


class _Maker:
    """Writes chunks of customers with all that hangs on them."""

    def __init__(self, dice: Random, now: datetime, stages: list[Any], shelf: Shelf) -> None:
        self.dice, self.now, self.stages = dice, now, stages
        self.shelf = shelf
        self.reasons = list(Reason.objects.filter(kind=Reason.Kind.LOST))
        self.custom = {f.key: f for f in CustomField.objects.filter(type="contact")}
        self.log = Log(dice)
        self.deal_id = next_id(Deal)

    def write(self, chunk: list[Person]) -> None:
        deals = [deal for person in chunk for deal in self._deals(person)]
        self._contacts(chunk)
        self._deal_rows(deals)
        self._work(chunk, deals)
        for person in chunk:
            tell_person(self.log, person, self.now)
        for deal in deals:
            tell_deal(self.log, deal)
        self.log.flush()

    def _deals(self, person: Person) -> list[dict[str, Any]]:
        made = list(
            deal_maker.deals_of(
                self.dice, person, self.deal_id, self.shelf, self.stages, self.reasons, self.now
            )
        )
        self.deal_id += len(made)
        return made

    def _contacts(self, chunk: list[Person]) -> None:
        columns = [
            "id",
            "full_name",
            "given_name",
            "family_name",
            "nickname",
            "name_key",
            "norm",
            "gender",
            "language",
            "form_of_address",
            "birthday",
            "birthday_key",
            "birthday_calendar",
            "company",
            "job_title",
            "stage",
            "stage_entered_at",
            "round",
            "source",
            "email",
            "phone",
            "score",
            "last_activity_at",
            "next_step_at",
            "custom",
            "owner",
            "team",
            "version",
            "created_at",
            "updated_at",
        ]
        load(Contact, columns, (contact_row(p) for p in chunk))
        handles = [
            "contact",
            "kind",
            "value",
            "normal",
            "label",
            "primary",
            "identifies",
            "invalid",
        ]
        load(Handle, handles, (row for p in chunk for row in handle_rows(p)))
        stays = ["contact", "stage", "entered_at", "left_at", "why", "by", "round"]
        load(Stay, stays, (row for p in chunk for row in stay_rows(p)))
        values = ["field", "record_id", "slot", "number", "text", "moment", "reference", "currency"]
        load(Value, values, (row for p in chunk for row in value_rows(p, self.custom)))

    def _deal_rows(self, deals: list[dict[str, Any]]) -> None:
        columns = [
            "id",
            "name",
            "name_key",
            "norm",
            "contact",
            "company",
            "pipeline",
            "stage",
            "stage_entered_at",
            "amount",
            "currency",
            "probability",
            "state",
            "expected_close_on",
            "closed_at",
            "lost_reason",
            "lost_note",
            "source",
            "next_step_at",
            "last_activity_at",
            "custom",
            "owner",
            "team",
            "version",
            "created_at",
            "updated_at",
        ]
        load(Deal, columns, (deal_row(d) for d in deals))
        stays = ["deal", "stage", "entered_at", "left_at", "by"]
        load(DealStay, stays, (row for d in deals for row in deal_stays(d)))
        lines = [
            "deal",
            "product",
            "name",
            "unit",
            "quantity",
            "unit_price",
            "discount_percent",
            "vat_percent",
            "position",
        ]
        load(DealLine, lines, (deal_line(d) for d in deals))

    def _work(self, chunk: list[Person], deals: list[dict[str, Any]]) -> None:
        """An open task for what is planned with people and deals, a note on some of the others."""
        task = [
            "title",
            "norm",
            "due_on",
            "type",
            "record_id",
            "custom",
            "owner",
            "team",
            "version",
            "created_at",
            "updated_at",
        ]
        note = ["type", "record_id", "text", "owner", "team", "version", "created_at", "updated_at"]
        at = moment(self.now)
        tasks, notes = [], []
        for p in chunk:
            who = (p.owner.pk, p.owner.team_id, 1, at, at)
            if p.due:
                tasks.append((p.task, fold(p.task), p.due.isoformat(), "contact", p.pk, "{}", *who))
            elif self.dice.random() < 0.06:
                notes.append(("contact", p.pk, self.dice.choice(NOTES[p.language]), *who))
        for d in deals:
            if d["due"]:
                who = (d["owner"].pk, d["owner"].team_id, 1, at, at)
                days = d["due"].isoformat()
                tasks.append((d["task"], fold(d["task"]), days, "deal", d["pk"], "{}", *who))
        load(Task, task, tasks)
        load(Note, note, notes)


def _finish() -> None:
    """Counters, projections, seals, statistics, and a few views to begin with."""
    reset_sequences(FILLED + DERIVED)
    for name, rebuild in REBUILDERS.items():
        if name not in ("search", "last events"):  # filled with the rest, before their indexes
            rebuild()
    seal_events.func()
    analyze(*(model._meta.db_table for model in (*FILLED, *DERIVED, Tally)))
    _views(admin())


def _views(admin: User) -> None:
    stages = ["lead", "mql", "sql"]
    leads = {"all": [{"field": "lifecycle_stage", "op": "in", "value": stages}]}
    hot = {
        "all": [
            {"field": "lifecycle_stage", "op": "in", "value": ["mql", "sql"]},
            {"field": "owner_id", "op": "is", "value": "me"},
        ]
    }
    silent = {"all": [{"field": "last_activity_at", "op": "older_than_days", "value": 30}]}
    for position, (name, rule) in enumerate(
        (("Khách tiềm năng", leads), ("Lead nóng của tôi", hot), ("Chưa liên hệ 30 ngày", silent))
    ):
        SavedView.objects.create(
            type="contact", name=name, filter=rule, owner=admin, sharing="all", position=position
        )
