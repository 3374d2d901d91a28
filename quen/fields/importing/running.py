"""Running an import: rows in batches of 500, each with its position in one transaction.

A killed run goes on from its position; a second worker that takes it over makes the first one's batch
fail, because the position has moved. So no row is lost and none goes in twice.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from errno import EFBIG, ENOSPC
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from quen.fields.events import ImportFinished
from quen.fields.importing.files import Reading, lines_of, rows_of
from quen.fields.importing.guessing import Column, guess_columns
from quen.fields.importing.layout import found_order
from quen.fields.importing.mapped import mapped_row
from quen.fields.importing.objects import IMPORTABLES, Batch, Outcome, Row
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.together import all_targets, write_together
from quen.fields.list_sizes import forget_sizes
from quen.fields.models import ImportRun, RefusedRow, Remark
from quen.fields.reading import Reader, reader_for
from quen.kit.db import analyze
from quen.kit.garbage import seldom_searched
from quen.kit.leases import GiveUp, LostLease
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.tasks import task
from quen.timeline.log import record, unheard
from quen.timeline.models import Event

STEP = 500
SAMPLED = 60  # rows whose values help to guess the mapping
_FULL = ("full", "disk I/O error", "No space left")  # as SQLite and PostgreSQL say it
LOOKED_AT = 2_000  # rows that tell how days are written
Tell = Callable[[int, int], None]


class _Undone(Exception):
    """A dry run takes its batch back."""


@task(outside=True)
def run_import(run_id: int) -> None:
    """Do an import's rows from where it stands; harmless when repeated."""
    try:
        go_on(ImportRun.objects.select_related("user").get(pk=run_id))
    except BadFile as error:
        raise GiveUp(str(error)) from error


def go_on(run: ImportRun, tell: Tell | None = None) -> ImportRun:
    """Do the remaining rows; `tell(done, of)` hears how far it is. Raises BadFile, Refused, and
    OperationalError or OSError where the disk is full: the run then stands whole, and can go on."""
    if run.state != ImportRun.State.RUNNING:
        return run
    with override(run.user.language), seldom_searched():
        try:
            for batch in batches(run, run.position, STEP):
                _do(run, batch)
                if tell:
                    tell(run.position, run.rows)
                if run.state != ImportRun.State.RUNNING:
                    return run
        except BadFile as error:
            _fail(run, str(error))
            raise
        except (OperationalError, OSError) as error:
            _note_trouble(run, error)
            raise
        _finish(run)
    return run


def header_of(run: ImportRun) -> list[str]:
    """The file's column names, doubles told apart. Raises BadFile."""
    return _named(next(rows_of(reading_of(run)), []))


def guessed(run: ImportRun) -> dict[str, Any]:
    """The mapping that the file's header and first rows speak for. Raises BadFile."""
    rows = rows_of(reading_of(run))
    header = _named(next(rows, []))
    first = list(islice(rows, SAMPLED))
    columns = [
        Column(name, [row[n] for row in first if n < len(row) and row[n].strip()])
        for n, name in enumerate(header)
    ]
    found = guess_columns(IMPORTABLES[run.object], columns, run.user)
    return {
        "columns": {name: guess.key for name, guess in found.items()},
        "confidence": {name: round(guess.confidence, 2) for name, guess in found.items()},
    }


def reading_of(run: ImportRun) -> Reading:
    """How this run reads its file."""
    told = (run.encoding, run.delimiter, run.sheet)
    layout = run.layout.get("header", 0), run.layout.get("header_rows", -1)
    return Reading(Path(run.path), *told, *layout)


def order_of(run: ImportRun) -> str:
    """How the file writes days: as told, else as its first rows do."""
    told: str = run.layout.get("order", "")
    return told or found_order(list(islice(rows_of(reading_of(run)), 1, LOOKED_AT)))


def _named(header: list[str]) -> list[str]:
    names: list[str] = []
    for n, cell in enumerate(header):
        name = " ".join(cell.split()) or f"#{n + 1}"
        names.append(name if name not in names else f"{name} ({n + 1})")
    return names


def batches(run: ImportRun, after: int, step: int = STEP) -> Iterator[list[tuple[int, Row]]]:
    """The rows behind `after` with their numbers, mended by hand where they were. Raises BadFile."""
    gathered: list[tuple[int, Row]] = []
    for number, row in numbered(run):
        if number <= after:
            continue
        gathered.append((number, row))
        if len(gathered) == step:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def numbered(run: ImportRun) -> Iterator[tuple[int, Row]]:
    """Every row of the file by column name, with its number; the first below the header is 1."""
    rows = rows_of(reading_of(run))
    header = _named(next(rows, []))
    for number, cells in enumerate(rows, 1):
        row = dict(zip(header, cells, strict=False))
        if run.patches and str(number) in run.patches:
            row |= run.patches[str(number)]
        yield number, row


def sheet_rows(run: ImportRun, numbers: Iterable[int]) -> dict[int, int]:
    """The rows of the sheet, as people see them in it, by their numbers here; as those where the file has
    been deleted."""
    wanted = list(numbers)
    try:
        found = lines_of(reading_of(run), wanted)
    except BadFile:
        found = {}
    return {number: found.get(number, number) for number in wanted}


def prepared(run: ImportRun, rows: list[tuple[int, Row]]) -> Batch:
    """Rows mapped and ready to be written."""
    return Batch(
        [(number, mapped_row(run.mapping, row, number)) for number, row in rows],
        run.user,
        _reader(run),
        run.mapping.get("match") or "",
        run.mapping.get("options") or {},
        run=run if run.pk else None,
    )


def _do(run: ImportRun, rows: list[tuple[int, Row]]) -> None:
    """One batch and its position, together or not at all."""
    it, batch = IMPORTABLES[run.object], prepared(run, rows)
    told = Outcome()
    try:
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if locked.position != run.position:
                raise LostLease(f"import {run.pk}")
            if locked.state != ImportRun.State.RUNNING:
                run.state = locked.state
                return
            with unheard() if batch.options.get("quiet") else nullcontext():
                told = write_together(it, batch)
            if run.dry:
                raise _Undone
            batch.trail.keep(run, _newest_event())
            _count(run, rows, told)
    except _Undone:
        with transaction.atomic():
            _count(run, rows, told)


def _newest_event() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _count(run: ImportRun, rows: list[tuple[int, Row]], told: Outcome) -> None:
    run.position = rows[-1][0]
    run.created += told.created
    run.updated += told.updated
    run.skipped += told.skipped
    run.refused += len(told.refused)
    for words, count in told.remarks.items():
        Remark.objects.get_or_create(run=run, words=words[:200])
        run.remarks.filter(words=words[:200]).update(rows=F("rows") + count)
    cells = dict(rows)
    RefusedRow.objects.bulk_create(
        RefusedRow(run=run, number=number, cells=cells[number], reasons=reasons)
        for number, reasons in told.refused.items()
    )
    run.save(update_fields=["position", "created", "updated", "skipped", "refused"])


def _reader(run: ImportRun) -> Reader:
    """How values read: as the importing colleague writes, unless the mapping names a language."""
    options = run.mapping.get("options") or {}
    reader = reader_for(run.user, plain=bool(options.get("plain")))
    reader = replace(reader, order="mdy" if run.layout.get("order") == "mdy" else "dmy")
    return replace(reader, language=options["language"]) if options.get("language") else reader


def _note_trouble(run: ImportRun, error: Exception) -> None:
    """Say on the run what stopped it, if that can still be written; it goes on by itself later."""
    full = getattr(error, "errno", None) in (ENOSPC, EFBIG) or any(w in str(error) for w in _FULL)
    words = _("The disk is full. Make room: the import then goes on where it stopped.")
    run.error = words if full else str(error)[:400]
    with suppress(DatabaseError):
        run.save(update_fields=["error"])


def _fail(run: ImportRun, words: str) -> None:
    run.state, run.error, run.finished_at = ImportRun.State.FAILED, words, timezone.now()
    run.save(update_fields=["state", "error", "finished_at"])


def _finish(run: ImportRun) -> None:
    with transaction.atomic():
        run.state, run.finished_at = ImportRun.State.DONE, timezone.now()
        run.rows, run.error = max(run.rows, run.position), ""
        run.save(update_fields=["state", "finished_at", "rows", "error"])
        told = ImportFinished(
            name=run.name, created=run.created, updated=run.updated, refused=run.refused
        )
        record(told, on=[run], by=run.user, via="import")
    forget_sizes()
    it = IMPORTABLES[run.object]
    if it.type and not run.dry and run.created > 1_000:
        analyze(TYPES[it.type].model._meta.db_table)


def start(run: ImportRun) -> ImportRun:
    """Check the mapping and begin. Raises Refused with what is wrong."""
    check_mapping(run)
    run.layout["order"] = order_of(run)
    run.rows = max(0, sum(1 for _row in rows_of(reading_of(run))) - 1)
    run.state = ImportRun.State.RUNNING
    run.save()
    return run


def start_check(run: ImportRun) -> ImportRun:
    """Check the mapping and begin to try its rows. Raises Refused with what is wrong."""
    check_mapping(run)
    run.layout["order"] = order_of(run)
    run.check_state = ImportRun.CheckState.RUNNING
    run.save()
    return run


def check_mapping(run: ImportRun) -> None:
    """Whether the mapping fits the object and the file. Raises Refused with what is wrong."""
    it = IMPORTABLES.get(run.object)
    if it is None:
        raise Refused(_("This cannot be brought in: %s.") % run.object)
    known = {t.key for t in all_targets(it, run.user)}
    named = [*(run.mapping.get("columns") or {}).values(), *(run.mapping.get("constants") or {})]
    if wrong := sorted({key for key in named if key and key not in known}):
        words = _("There is no field called %s.") % ", ".join(wrong)
        raise Refused(words, errors={"mapping": words})
    match = run.mapping.get("match") or ""
    if match and match not in it.matches:
        raise Refused(_("Existing records can be found by: %s.") % (", ".join(it.matches) or "–"))
    header = header_of(run)
    if missing := [c for c in run.mapping.get("columns") or {} if c not in header]:
        raise Refused(_("The file has no column called %s.") % ", ".join(missing))
