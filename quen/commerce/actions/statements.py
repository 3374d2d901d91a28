"""Files of banks are taken in by the worker: rows in batches, then transfers matched in batches.

Each batch stores its rows and how far it came in one transaction, so a worker that is killed loses nothing
and takes nothing twice; of two workers with the same file the slower one's batch fails.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from quen.accounts.models import User
from quen.commerce.actions.bank_lines import held_account, match_some, take_told
from quen.commerce.models import PaymentAccount, StatementColumns, StatementRun
from quen.commerce.statements import events
from quen.commerce.statements.reading import Faulty, Told, told_in
from quen.fields.importing.refusing import BadFile
from quen.kit.leases import LostLease
from quen.kit.tasks import task
from quen.kit.uploads import clean_name
from quen.timeline.log import record

# Short enough that SQLite's other writers hardly wait.
STEP = 100
MOST_FAULTS = 20
State = StatementRun.State
Item = TypeVar("Item")


def begin_statement(
    account: PaymentAccount, name: str, content: IO[bytes], columns: Mapping[str, str], *, by: User
) -> StatementRun:
    """Keep a file and have the worker take it in; its columns are kept for the account's next file."""
    path = default_storage.save(f"statements/{secrets.token_hex(20)}", Content(content))
    try:
        return _begun(account, name, path, columns, by)
    except Exception:
        default_storage.delete(path)
        raise


@transaction.atomic
def _begun(
    account: PaymentAccount, name: str, path: str, columns: Mapping[str, str], by: User
) -> StatementRun:
    told = {"columns": dict(columns)}
    StatementColumns.objects.update_or_create(account=account, defaults=told)
    run = StatementRun.objects.create(
        account=account, user=by, name=clean_name(name)[:200], path=path, columns=dict(columns),
        created_at=timezone.now(),
    )  # fmt: skip
    read_statement.enqueue(run.pk)
    return run


@task(outside=True)
def read_statement(run_id: int) -> None:
    """Take a file in from where it stands; harmless when repeated."""
    run = StatementRun.objects.select_related("user", "account").get(pk=run_id)
    if run.finished_at:
        return
    with override(run.user.language):
        try:
            take_rows(run, _rows(run))
        except BadFile as error:
            _fail(run, str(error))
        except FileNotFoundError:
            _fail(run, _("The file is not there any more. Import it once more."))


def _rows(run: StatementRun) -> list[Told | Faulty]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / run.name
        with default_storage.open(run.path) as kept, path.open("wb") as out:
            shutil.copyfileobj(kept, out)
        return list(told_in(path, run.columns, run.user.language, run.account.currency))


def take_rows(run: StatementRun, rows: list[Told | Faulty]) -> StatementRun:
    """Take in what is left of the rows, each transfer once however often a file or the bank tells of it, and
    book those that surely pay an order. Raises LostLease where another worker has gone on with it."""
    if run.state == State.TAKING:
        StatementRun.objects.filter(pk=run.pk).update(total=len(rows))
        for batch in _batches(islice(rows, run.position, None)):
            _take_batch(run, batch)
        _go_over(run)
    while run.new and _match_batch(run):
        pass
    _finish(run)
    return run


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, STEP)):
        yield batch


@transaction.atomic
def _take_batch(run: StatementRun, batch: list[Told | Faulty]) -> None:
    _ours(run)
    held, seen = held_account(run.account), set(run.seen)
    for told in batch:
        if isinstance(told, Faulty):
            run.faulty += 1
            run.faults = [*run.faults, [told.row, told.why]][:MOST_FAULTS]
        elif told.amount <= 0:
            run.out += 1
        else:
            line, new = take_told(held, told, seen)
            seen.add(line.pk)
            run.new, run.known = run.new + new, run.known + (not new)
    run.position, run.seen = run.position + len(batch), sorted(seen)
    run.save()


@transaction.atomic
def _go_over(run: StatementRun) -> None:
    """All rows are in: what waits is matched from the beginning."""
    _ours(run)
    run.state, run.seen = State.MATCHING, []
    run.save(update_fields=["state", "seen"])


@transaction.atomic
def _match_batch(run: StatementRun) -> bool:
    """Match the next transfers that wait; says whether there were any."""
    _ours(run)
    booked, last = match_some(run.cursor, STEP, by=run.user)
    if last:
        run.matched, run.cursor = run.matched + booked, last
        run.save(update_fields=["matched", "cursor"])
    return bool(last)


@transaction.atomic
def _finish(run: StatementRun) -> None:
    _ours(run)
    counts = {key: getattr(run, key) for key in ("new", "known", "matched")}
    record(events.StatementImported(account=str(run.account), **counts), on=[], by=run.user)
    _end(run, State.DONE)


@transaction.atomic
def _fail(run: StatementRun, words: str) -> None:
    _ours(run)
    run.error = words[:300]
    _end(run, State.FAILED)


def _end(run: StatementRun, state: str) -> None:
    path = run.path
    run.state, run.path, run.seen, run.finished_at = state, "", [], timezone.now()
    run.save(update_fields=["state", "path", "seen", "finished_at", "error"])
    if path:
        transaction.on_commit(lambda: default_storage.delete(path))


def _ours(run: StatementRun) -> None:
    """Hold the run's row; nobody else has gone on with it meanwhile. Raises LostLease."""
    now = StatementRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if (now.state, now.position, now.cursor) != (run.state, run.position, run.cursor):
        raise LostLease(f"statement {run.pk}")
    run.total = now.total
