"""Writing: import with matching, events, jobs; each beside raw statements of the same run.

All of it is rolled back or deleted, so that the next run finds the same database.
"""

import csv
import io
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench.figures import Line, cpu_now
from quen.fields.actions.imports import new_import
from quen.fields.importing.running import go_on, start
from quen.fields.models import SearchPhone, SearchRow
from quen.kit import leases, rows
from quen.kit.models import Job
from quen.kit.tasks import task
from quen.people.models import Contact, Handle, Stay
from quen.timeline.log import record
from quen.timeline.models import Event, EventLink, LastEvent
from quen.work.events import NoteAdded

ROWS, EVENTS, JOBS, RUNS = 1_000, 500, 5_000, 5
Written = dict[Any, list[Any]]  # the rows of each table
TABLES = {
    "contact": (Contact,),
    "file": (Contact, Handle),
    "all": (Contact, Handle, Stay, EventLink, LastEvent, SearchRow, SearchPhone),
}


def lines(people: dict[str, Any]) -> Iterator[Line]:
    """Rates a second, each with its share of the raw rate."""
    admin = people["administrator"]
    yield from _import_lines(admin)
    told, raw = _rate(lambda: _events(admin), EVENTS), _rate(_insert_events, EVENTS)
    what = "record() (of raw inserts of event and link)"
    yield Line("events", what, "events/s", told, raw, "ratio", least=1 / 10)
    yield Line("jobs", "no-op jobs by one worker", "jobs/s", _jobs(), least=5_000)


def _import_lines(admin: Any) -> Iterator[Line]:
    """Imports beside raw statements that write the very rows an import has written: of the contacts'
    table alone, of the tables that hold the file's columns (the gate), and of all tables."""
    written: Written = {}
    new = _rate(lambda: _import(admin, matched=False, written=written), ROWS)
    raw = {name: _raw_rate(written, tables) for name, tables in TABLES.items()}
    what = "import with matching, new rows (of raw executemany of "
    yield Line(
        "import new",
        f"{what}the file's columns)",
        "rows/s",
        new,
        raw["file"],
        "ratio",
        least=1 / 12,
    )
    yield Line("import narrow", f"{what}contacts alone)", "rows/s", new, raw["contact"], "ratio")
    yield Line("import wide", f"{what}all its tables)", "rows/s", new, raw["all"], "ratio")
    known = _rate(lambda: _import(admin, matched=True), ROWS)
    what = "import with matching, rows that change"
    yield Line("import known", what, "rows/s", known, raw["file"], "ratio")


class _Back(Exception):
    """Ends a transaction without a trace."""


def _rate(do: Callable[[], object], count: int) -> float:
    """Things a second, by CPU time, in one transaction that is rolled back; median of 5."""
    seconds = []
    for _ in range(RUNS):
        try:
            with transaction.atomic():
                spent = do()
                seconds.append(float(spent))  # type: ignore[arg-type]
                raise _Back
        except _Back:
            pass
    return round(count / median(seconds), 1)


def _import(user: Any, *, matched: bool, written: "Written | None" = None) -> float:
    """Seconds of one import by e-mail; with `matched` every row finds a contact and changes it. Its
    rows are put into `written`."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["full_name", "email", "job_title", "source", *([] if matched else ["phone"])])
    if matched:
        known = Contact.objects.exclude(email="").order_by("pk")[:ROWS]
        for n, it in enumerate(known):
            sheet.writerow([it.full_name, it.email, f"Bench {n}", "website"])
    else:
        for n in range(ROWS):
            name, phone = f"Nguyễn Văn An {n}", f"0339{n:06d}"
            sheet.writerow([name, f"bench{n}@example.org", "Kế toán", "website", phone])
    run = new_import("contacts", "bench.csv", [out.getvalue().encode()], by=user)
    run.mapping["match"] = "email"
    start(run)
    first = rows.free_ids(Contact, 1)[0]
    started = cpu_now()
    go_on(run)
    spent = cpu_now() - started
    if run.refused or run.created + run.updated != ROWS:
        raise RuntimeError(
            f"import: {run.created} new, {run.updated} changed, {run.refused} refused"
        )
    if written is not None:
        written.update({model: _rows_of(found) for model, found in _made_from(first)})
    return spent


def _made_from(first: int) -> Iterator[tuple[Any, Any]]:
    """What stands of contacts from this id on, by table."""
    links = {"type": "contact", "record_id__gte": first}
    yield Contact, Contact.objects.filter(pk__gte=first)
    yield Handle, Handle.objects.filter(contact__gte=first)
    yield Stay, Stay.objects.filter(contact__gte=first)
    for model in (EventLink, LastEvent, SearchRow):
        yield model, model.objects.filter(**links)
    yield SearchPhone, SearchPhone.objects.filter(row__in=SearchRow.objects.filter(**links))


def _rows_of(found: Any) -> list[Any]:
    """Rows as the database takes them."""
    names = [f.attname for f in found.model._meta.concrete_fields]
    return [rows.ready(found.model, names, row) for row in found.order_by("pk").values_list(*names)]


def _raw_rate(written: "Written", tables: tuple[Any, ...]) -> float:
    return _rate(lambda: sum(_insert_again(model, written[model]) for model in tables), ROWS)


def _insert_again(model: Any, values: list[Any]) -> float:
    """Seconds of one executemany of rows that were rolled back."""
    sql = _insert(model, [f.column for f in model._meta.concrete_fields])
    started = cpu_now()
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
    return cpu_now() - started


def _events(user: Any) -> float:
    it = Contact.objects.order_by("pk").first()
    started = cpu_now()
    for n in range(EVENTS):
        record(NoteAdded(text=f"Bench {n}"), on=[it], by=user)
    return cpu_now() - started


def _insert_events() -> float:
    """As many events, each with one link, by single statements."""
    last = Event.objects.order_by("-pk").first()
    fields = [f for f in Event._meta.concrete_fields if not f.primary_key]
    row = [f.get_db_prep_save(getattr(last, f.attname), connection) for f in fields]
    event, link = (
        _insert(Event, [f.column for f in fields]),
        _insert(EventLink, ["event_id", "type", "record_id", "at"]),
    )
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    started = cpu_now()
    with connection.cursor() as cursor:
        for n in range(EVENTS):
            cursor.execute(event, row)
            cursor.execute(link, [last.pk, "contact", -1 - n, at])
    return cpu_now() - started


def _insert(model: Any, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608


@task()
def nothing() -> None:
    """The job that costs only what jobs cost."""


def _jobs() -> float:
    """No-op jobs a second, by one worker, commits included."""
    rates = []
    for _ in range(RUNS):
        with transaction.atomic():
            for _n in range(JOBS):
                nothing.enqueue()
        started = cpu_now()
        done = 0
        while taken := leases.run_batch(leases.WORK["jobs"], owner="bench"):
            done += taken
        rates.append(done / (cpu_now() - started))
        Job.objects.filter(task__startswith="bench.").delete()
    return round(median(rates), 1)
