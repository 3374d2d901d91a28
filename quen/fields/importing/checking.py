"""The check before an import: every row is tried and taken back, and what it would do is kept.

The first batch is small, so that the page soon has rows to show. A check goes on after a crash.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import override

from quen.fields.importing.objects import IMPORTABLES, Outcome, Row
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import batches, numbered, prepared
from quen.fields.importing.together import write_together
from quen.fields.models import CheckedRow, ImportRun
from quen.kit.garbage import seldom_searched
from quen.kit.leases import GiveUp
from quen.kit.tasks import task

FIRST, STEP = 100, 500
Rows = list[tuple[int, Row]]


class _TakenBack(Exception):
    """What was tried is rolled back."""


@task(outside=True)
def run_check(run_id: int) -> None:
    """Check what is left of a file; harmless when repeated."""
    try:
        check(ImportRun.objects.select_related("user").get(pk=run_id))
    except BadFile as error:
        raise GiveUp(str(error)) from error


def check(run: ImportRun) -> None:
    """Try the rows from where the check stands. Raises BadFile."""
    with override(run.user.language), seldom_searched():
        earlier: set[str] = set()
        first = [] if run.checked else next(batches(run, 0, FIRST), [])
        if first and not _keep(run, first, tried(run, first, earlier)):
            return
        for rows in batches(run, run.checked, STEP):
            if not _keep(run, rows, tried(run, rows, earlier)):
                return
        _end(run)


def tried(run: ImportRun, rows: Rows, earlier: set[str] | None = None) -> Outcome:
    """What these rows would do now; `earlier` are the match keys of rows that would stand by then."""
    told = Outcome()
    try:
        with transaction.atomic():
            told = write_together(
                IMPORTABLES[run.object], replace(prepared(run, rows), earlier=earlier)
            )
            raise _TakenBack
    except _TakenBack:
        return told


@transaction.atomic
def _keep(run: ImportRun, rows: Rows, told: Outcome) -> bool:
    """Store what a batch would do; not where the mapping has been changed meanwhile."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.check_state != ImportRun.CheckState.RUNNING or locked.checked != run.checked:
        run.check_state = ImportRun.CheckState.NONE
        return False
    CheckedRow.objects.bulk_create(_checked(run, number, told) for number, _row in rows)
    run.checked = rows[-1][0]
    run.save(update_fields=["checked"])
    return True


def _checked(run: ImportRun, number: int, told: Outcome) -> CheckedRow:
    if reasons := told.refused.get(number):
        kind = CheckedRow.Outcome.ASK if number in told.ask else CheckedRow.Outcome.ERROR
        return CheckedRow(run=run, number=number, outcome=kind, reasons=reasons)
    what, pk = told.done.get(number, ("skip", 0))
    # A new record's id is rolled back with it.
    return CheckedRow(
        run=run, number=number, outcome=what, record_id=pk if pk and what != "create" else None
    )


def _end(run: ImportRun) -> None:
    run.check_state, run.rows = ImportRun.CheckState.DONE, run.checked
    run.save(update_fields=["check_state", "rows"])


@transaction.atomic
def check_again(run: ImportRun, number: int) -> None:
    """Try one row anew, after a cell of it was mended."""
    rows = list(rows_numbered(run, [number]).items())
    told = tried(run, rows)
    CheckedRow.objects.filter(run=run, number=number).delete()
    CheckedRow.objects.bulk_create(_checked(run, n, told) for n, _row in rows)


def rows_numbered(run: ImportRun, wanted: Iterable[int]) -> Mapping[int, Row]:
    """These rows of the file by number."""
    left = set(wanted)
    found: dict[int, Row] = {}
    for number, row in numbered(run) if left else ():
        if number in left:
            found[number] = row
            left.discard(number)
        if not left:
            break
    return found


def counts(run: ImportRun) -> dict[str, int]:
    """How many rows would do what."""
    told: Any = run.checks.order_by().values_list("outcome").annotate(Count("pk"))
    return dict.fromkeys(CheckedRow.Outcome.values, 0) | dict(told)
