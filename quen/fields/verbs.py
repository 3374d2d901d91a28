"""Commands of this room: bringing files in."""

import hashlib
import json as json_text
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import OperationalError

from quen.accounts.models import User
from quen.fields.actions.exports import export
from quen.fields.catalogue import catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.importing.fresh import add_fresh_fields
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.importing.refusals import write_refused
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import go_on, guessed, start
from quen.fields.models import ImportRun
from quen.kit.cli import AsJson, Failed, progress, say, verb
from quen.kit.leases import LostLease
from quen.kit.refused import Refused


@verb("import")
def import_file(
    object: Annotated[str, typer.Argument(help="contacts, companies, users or deals")],
    file: Annotated[Path, typer.Argument(help="a CSV or XLSX file")],
    map: Annotated[list[str] | None, typer.Option(help="column=field, again for each")] = None,
    mapping: Annotated[Path | None, typer.Option(help="a mapping file (docs/imports)")] = None,
    match: Annotated[str, typer.Option(help="the field that finds existing records")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen")] = False,
    encoding: Annotated[str, typer.Option(help="found out when left out")] = "",
    sheet: Annotated[str, typer.Option(help="a workbook's sheet; the first when left out")] = "",
    by: Annotated[str, typer.Option(help="e-mail of the colleague who imports")] = "",
    json: AsJson = False,
) -> None:
    """Bring in a file of contacts, companies, users or deals; given again, a killed run goes on."""
    user = _who(by)
    run = _run(object, file, user, encoding, sheet, dry_run)
    try:
        run.mapping = _mapping(run, map or [], mapping, match)
        run = _cut_off(run) or _begun(run)
        with progress("Bringing in", run.rows, json=json) as advance:
            done = [run.position]

            def tell(position: int, of: int) -> None:
                advance(position - done[0])
                done[0] = position

            go_on(run, tell)
    except (BadFile, Refused) as error:
        raise Failed(str(getattr(error, "message", error))) from error
    except (OperationalError, OSError) as error:
        raise Failed(f"{run.error or error} Give the same command again to go on.") from error
    except LostLease as error:
        raise Failed("This import is running in another process.") from error
    _say(run, json)


def _cut_off(run: ImportRun) -> ImportRun | None:
    """The run of the same command on the same file that was killed before its end."""
    same = ("object", "user", "path", "encoding", "sheet", "dry")
    rows = ImportRun.objects.filter(
        state=ImportRun.State.RUNNING, **{name: getattr(run, name) for name in same}
    )
    return next((row for row in rows if row.mapping == run.mapping), None)


def _begun(run: ImportRun) -> ImportRun:
    add_fresh_fields(run)
    return start(run)


def _who(email: str) -> User:
    rows = User.objects.active()
    if email:
        found: User | None = rows.filter(email__iexact=email).first()
    else:
        found = next((u for u in rows.order_by("pk") if u.can("accounts.manage_users")), None)
    if found is None:
        raise Failed("Nobody is there to import as; add a colleague first (quen user add).")
    return found


def _run(object: str, file: Path, user: User, encoding: str, sheet: str, dry: bool) -> ImportRun:
    if object not in IMPORTABLES:
        raise Failed(f"The object is one of: {', '.join(IMPORTABLES)}.")
    if not file.exists():
        raise Failed(f"There is no file {file}.")
    return ImportRun(
        object=object,
        user=user,
        name=file.name,
        path=str(_kept(file)),
        encoding=encoding,
        sheet=sheet,
        dry=dry,
    )


def _kept(file: Path) -> Path:
    """A copy in the data folder, called after its content: so a killed run is found again."""
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    kept = folder / f"{digest[:32]}{file.suffix.lower()}"
    shutil.copyfile(file, kept)
    return kept


def _mapping(run: ImportRun, pairs: list[str], file: Path | None, match: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if file is not None:
        try:
            told = json_text.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise Failed(f"The mapping file cannot be read: {error}.") from error
        told = dict(told.get(run.object, told))
    if pairs:
        if bad := [pair for pair in pairs if "=" not in pair]:
            raise Failed(f"Write --map column=field, not {bad[0]}.")
        told["columns"] = {**told.get("columns", {}), **dict(pair.rsplit("=", 1) for pair in pairs)}
    if not told.get("columns"):
        told["columns"] = guessed(run)["columns"]
    if match:
        told["match"] = match
    return told


def _say(run: ImportRun, json: bool) -> None:
    refused = write_refused(run)
    remarks = dict(run.remarks.values_list("words", "rows"))
    facts = {
        "id": run.pk,
        "rows": run.rows,
        "created": run.created,
        "updated": run.updated,
        "skipped": run.skipped,
        "refused": run.refused,
        "remarks": remarks,
        "refused_file": str(refused) if refused else None,
    }
    words = (
        f"{run.rows} rows: {run.created} new, {run.updated} changed, {run.skipped} as they were, "
        f"{run.refused} refused."
    )
    words += "".join(f" {what} {rows}." for what, rows in remarks.items())
    say(facts, words + (f" The refused rows are in {refused}." if refused else ""), json=json)


@verb("export")
def export_file(
    object: Annotated[str, typer.Argument(help="contacts, companies, deals or products")],
    filter: Annotated[str, typer.Option(help="a condition as JSON")] = "",
    format: Annotated[str, typer.Option(help="csv, xlsx or json")] = "csv",
    by: Annotated[str, typer.Option(help="e-mail of the colleague whose rights hold")] = "",
) -> None:
    """Write records to standard output, as far as the colleague may export them."""
    it = IMPORTABLES.get(object)
    if it is None or not it.type:
        raise Failed(
            f"The object is one of: {', '.join(k for k, o in IMPORTABLES.items() if o.type)}."
        )
    user = _who(by)
    try:
        nodes = parse(json_text.loads(filter or "{}"), catalogue(it.type, user))
        for piece in export(it.type, nodes, format, by=user, bears_name=False):
            sys.stdout.buffer.write(piece)
    except (BadRule, Refused, ValueError) as error:
        raise Failed(str(getattr(error, "message", error))) from error
