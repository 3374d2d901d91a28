"""Building the demo company: the same tables as the product's, in bulk, then the projections."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from random import Random

from django.db import connection
from django.utils import timezone

from quen.accounts.models import User
from quen.fields.models import SavedView, SearchPhone, SearchRow, Value
from quen.insights import marking
from quen.insights.models import Tally
from quen.kit.db import analyze
from quen.kit.rebuilding import REBUILDERS
from quen.kit.workspace import change_workspace
from quen.people.models import Company, Contact, Handle, Stage, Stay
from quen.people.seeds import add_defaults as add_people_defaults
from quen.sales.models import Deal, DealLine
from quen.sales.models import Stay as DealStay
from quen.sales.seeds import add_defaults as add_sales_defaults
from quen.timeline import last
from quen.timeline.models import Event, EventLink, LastEvent
from quen.timeline.seals import seal_events
from quen.web.demo.customers import Writer
from quen.web.demo.firms import Companies, add_firms
from quen.web.demo.goods import stock
from quen.web.demo.loading import next_id, reset_sequences, without_indexes
from quen.web.demo.people import Person, people
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
    writer = Writer(dice, now, list(pipeline.stages.all()), shelf)
    with without_indexes(FILLED):
        companies = add_firms(dice, firms, owners, now)
        done = 0
        for chunk in _chunks(dice, count, owners, companies, now):
            writer.write(chunk)
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
