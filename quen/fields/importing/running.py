"""Running an import: rows in batches of 500, each with its position in one transaction.

A killed run goes on from its position; a second worker that takes it over makes the first one's batch
fail, because the position has moved. So no row is lost and none goes in twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from re import sub
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from quen.fields.events import ImportFinished
from quen.fields.importing.files import Reading, rows_of
from quen.fields.importing.layout import found_order
from quen.fields.importing.objects import IMPORTABLES, Batch, Outcome, Row
from quen.fields.importing.refusing import BadFile
from quen.fields.listing import forget_sizes
from quen.fields.models import ImportRun, RefusedRow
from quen.fields.reading import Reader, reader_for
from quen.fields.sheets import unmarked
from quen.kit.db import analyze
from quen.kit.garbage import seldom_searched
from quen.kit.leases import GiveUp, LostLease
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.tasks import task
from quen.timeline.log import record
from quen.timeline.models import Event

STEP = 500
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
    """Do the remaining rows; `tell(done, of)` hears how far it is. Raises BadFile, Refused."""
    if run.state != ImportRun.State.RUNNING:
        return run
    with override(run.user.language), seldom_searched():
        try:
            for batch in _batches(run):
                _do(run, batch)
                if tell:
                    tell(run.position, run.rows)
                if run.state != ImportRun.State.RUNNING:
                    return run
        except BadFile as error:
            _fail(run, str(error))
            raise
        _finish(run)
    return run


def header_of(run: ImportRun) -> list[str]:
    """The file's column names, doubles told apart. Raises BadFile."""
    return _named(next(rows_of(reading_of(run)), []))


def reading_of(run: ImportRun) -> Reading:
    """How this run reads its file."""
    told = (run.encoding, run.delimiter, run.sheet, run.header, run.header_rows)
    return Reading(Path(run.path), *told)


def order_of(run: ImportRun) -> str:
    """How the file writes days: as told, else as its first rows do."""
    return run.date_order or found_order(list(islice(rows_of(reading_of(run)), 1, LOOKED_AT)))


def _named(header: list[str]) -> list[str]:
    names: list[str] = []
    for n, cell in enumerate(header):
        name = " ".join(cell.split()) or f"#{n + 1}"
        names.append(name if name not in names else f"{name} ({n + 1})")
    return names


def _batches(run: ImportRun) -> Iterator[list[tuple[int, Row]]]:
    rows = rows_of(reading_of(run))
    header = _named(next(rows, []))
    gathered: list[tuple[int, Row]] = []
    for number, cells in enumerate(rows, 1):
        if number <= run.position:
            continue
        gathered.append((number, dict(zip(header, cells, strict=False))))
        if len(gathered) == STEP:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def _do(run: ImportRun, rows: list[tuple[int, Row]]) -> None:
    """One batch and its position, together or not at all."""
    it = IMPORTABLES[run.object]
    mapped = [(number, mapped_row(run.mapping, row)) for number, row in rows]
    batch = Batch(
        mapped,
        run.user,
        _reader(run),
        run.mapping.get("match") or "",
        run.mapping.get("options") or {},
        run=run,
    )
    told = Outcome()
    try:
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if locked.position != run.position:
                raise LostLease(f"import {run.pk}")
            if locked.state != ImportRun.State.RUNNING:
                run.state = locked.state
                return
            told = it.write(batch)
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
    cells = dict(rows)
    RefusedRow.objects.bulk_create(
        RefusedRow(run=run, number=number, cells=cells[number], reasons=reasons)
        for number, reasons in told.refused.items()
    )
    run.save(update_fields=["position", "created", "updated", "skipped", "refused"])


def mapped_row(mapping: dict[str, Any], row: Row) -> Row:
    """A row of the file as {field: text}, with constants and translated values."""
    values = mapping.get("values") or {}
    out = dict(mapping.get("constants") or {})
    for column, key in (mapping.get("columns") or {}).items():
        text = unmarked((row.get(column) or "").strip())
        translated = values.get(key, {}).get(text, text)
        if key and translated:
            out[key] = str(translated)
    for key, template in (mapping.get("templates") or {}).items():
        out[key] = filled(template, row)
    return out


def filled(template: str, row: Row) -> str:
    """A text with {column} places; "{column|slug}" gives it fit for an address."""

    def place(match: Any) -> str:
        name, _bar, how = match.group(1).partition("|")
        text = row.get(name, "")
        return slugify(text).replace("-", ".") if how == "slug" else text

    return sub(r"\{([^{}]+)\}", place, template)


def _reader(run: ImportRun) -> Reader:
    """How values read: as the importing colleague writes, unless the mapping names a language."""
    options = run.mapping.get("options") or {}
    reader = reader_for(run.user, plain=bool(options.get("plain")))
    reader = replace(reader, order="mdy" if run.date_order == "mdy" else "dmy")
    return replace(reader, language=options["language"]) if options.get("language") else reader


def _fail(run: ImportRun, words: str) -> None:
    run.state, run.error, run.finished_at = ImportRun.State.FAILED, words, timezone.now()
    run.save(update_fields=["state", "error", "finished_at"])


def _finish(run: ImportRun) -> None:
    with transaction.atomic():
        run.state, run.finished_at = ImportRun.State.DONE, timezone.now()
        run.rows = max(run.rows, run.position)
        run.save(update_fields=["state", "finished_at", "rows"])
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
    it = IMPORTABLES.get(run.object)
    if it is None:
        raise Refused(_("This cannot be brought in: %s.") % run.object)
    known = {t.key for t in it.targets(run.user)}
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
    run.date_order = order_of(run)
    run.rows = sum(1 for _row in rows_of(reading_of(run))) - 1
    run.state = ImportRun.State.RUNNING
    run.save()
    return run
