"""Setting an import up and starting it from a page."""

import csv
import io
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.importing.files import MOST_BYTES, is_table
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import guessed, header_of, run_import, start
from quen.fields.importing.undoing import run_undo_import
from quen.fields.models import ImportRun
from quen.kit.refused import Refused


def new_import(object_name: str, name: str, chunks: Iterable[bytes], *, by: User) -> ImportRun:
    """Keep a file and guess its mapping. Raises Refused where it cannot be read."""
    it = IMPORTABLES.get(object_name)
    if it is None or not by.can(it.needs):
        raise Refused(_("This cannot be brought in: %s.") % object_name)
    path = _kept(chunks)
    run = ImportRun(object=object_name, user=by, name=name[:200] or path.name, path=str(path))
    try:
        header = header_of(run)
    except BadFile as error:
        path.unlink(missing_ok=True)
        raise Refused(str(error), errors={"file": str(error)}) from error
    if not header:
        path.unlink(missing_ok=True)
        raise Refused(_("The file is empty."), errors={"file": _("The file is empty.")})
    run.mapping = guessed(run)
    run.save()
    return run


def new_paste(object_name: str, text: str, *, by: User) -> ImportRun:
    """Make an import of pasted text: a table as it stands, else the people found in it. Raises Refused."""
    it = IMPORTABLES.get(object_name)
    if not text.strip():
        raise Refused(_("Paste something first."))
    rows = None if is_table(text) or it is None or it.paste is None else it.paste(text)
    if rows is not None and len(rows) < 2:
        raise Refused(_("No person with a phone or e-mail address was found in this text."))
    content = text if rows is None else _as_csv(rows)
    return new_import(object_name, str(_("Pasted text")), [content.encode()], by=by)


def _as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _kept(chunks: Iterable[bytes]) -> Path:
    """Store the upload under a name of our own (SR-18), never more than the limit."""
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path, size = folder / uuid.uuid4().hex, 0
    try:
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    break
                file.write(chunk)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Refused(_("The file could not be kept: the disk is full.")) from error
    if size > MOST_BYTES:
        path.unlink()
        raise Refused(_("The file is larger than %d MB; split it.") % (MOST_BYTES // 2**20))
    return path


@transaction.atomic
def reread_import(run: ImportRun, reading: Mapping[str, Any]) -> ImportRun:
    """Read the file another way and guess anew. `reading` has encoding, delimiter, sheet and
    layout. Raises Refused where that cannot be read."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    for key, value in reading.items():
        setattr(run, key, value)
    try:
        run.mapping = guessed(run)
    except BadFile as error:
        raise Refused(str(error)) from error
    run.save(update_fields=[*reading, "mapping"])
    return run


@transaction.atomic
def begin_import(run: ImportRun) -> ImportRun:
    """Give the run to the worker as it is set up; a check under way ends. Raises Refused."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportRun.State.DRAFT:
        raise Refused(_("This import has begun already."))
    if not any(run.mapping.get("columns", {}).values()):
        raise Refused(_("Choose a field for at least one column."))
    try:
        start(run)
    except BadFile as error:
        raise Refused(str(error)) from error
    run.check_state = ImportRun.CheckState.NONE
    run.save(update_fields=["check_state"])
    run_import.enqueue(run.pk)
    return run


@transaction.atomic
def stop_import(run: ImportRun) -> ImportRun:
    """Stop after the batch under way; what went in stays. Raises Refused where it has ended."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportRun.State.RUNNING:
        raise Refused(_("This has ended already."))
    run.state = ImportRun.State.CANCELLED
    run.save(update_fields=["state"])
    return run


@transaction.atomic
def undo_import(run: ImportRun, *, by: User) -> ImportRun:
    """Put back what the run made and changed, in the background; what others touched since is kept.

    Raises Refused while it runs, and for a run that is undone or brought nothing in.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.may_undo:
        raise Refused(_("Only an import that has ended can be undone, once."))
    if not run.records.exists():
        raise Refused(_("This import has brought nothing in that could be undone."))
    run.state = ImportRun.State.UNDOING
    run.save(update_fields=["state"])
    run_undo_import.enqueue(run.pk)
    return run
