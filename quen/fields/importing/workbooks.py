"""Workbooks (XLSX, XLS, ODS): their sheets as CSV copies, made once by a process with limits (SR-20)."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from quen.fields.importing import unpacking
from quen.fields.importing.refusing import BadFile

MOST_UNPACKED = 1024 * 1024 * 1024
_SECONDS = unpacking.MOST_SECONDS + 15
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSED = "quen.fields.importing.unpacking"


def is_workbook(path: Path) -> bool:
    """Whether the content is a workbook, whatever the name says."""
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith(_ZIP) or head == _OLE


def sheets(path: Path) -> list[str]:
    """Names of a workbook's sheets; none for text. Raises BadFile."""
    return list(_unpacked(path, "")["sheets"]) if is_workbook(path) else []


def sheet_shown(path: Path, sheet: str) -> str:
    """The sheet that is read where `sheet` is empty. Raises BadFile."""
    return sheet or str(_unpacked(path, "")["sheet"])


def as_csv(path: Path, sheet: str) -> Path:
    """The copy of a sheet as CSV in UTF-8. Raises BadFile."""
    told = _unpacked(path, sheet)
    if told["sheet"] not in told["sheets"]:
        raise BadFile(_("The workbook has no sheet called %s.") % sheet)
    return _copy(path, sheet)


def _unpacked(path: Path, sheet: str) -> dict[str, Any]:
    told = _copy(path, sheet).with_suffix(".json")
    if not told.exists():
        _refuse_bomb(path)
        found = _run(path, sheet)
        told.write_text(json.dumps(found))
    known: dict[str, Any] = json.loads(told.read_text())
    return known


def _copy(path: Path, sheet: str) -> Path:
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    facts = path.stat()
    key = f"{path}|{facts.st_size}|{facts.st_mtime_ns}|{sheet}"
    return folder / f"sheet-{hashlib.sha256(key.encode()).hexdigest()[:32]}.csv"


def _run(path: Path, sheet: str) -> dict[str, Any]:
    """Unpack in a process of its own: it may run out of memory or time and nobody else notices."""
    target = _copy(path, sheet)
    asked = [sys.executable, "-m", _PASSED, str(path), str(target), sheet]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise BadFile(_("This workbook takes too long to read; save it as CSV.")) from error
    if done.returncode != 0:
        target.unlink(missing_ok=True)
        if done.returncode < 0:
            raise BadFile(_("This workbook takes too long to read; save it as CSV."))
        raise BadFile(_("This workbook cannot be read; save it again as XLSX or CSV."))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _refuse_bomb(path: Path) -> None:
    """Refuse from the headers what would unpack beyond the limit (SR-20)."""
    with path.open("rb") as file:
        if not file.read(4).startswith(_ZIP):
            return
    try:
        with zipfile.ZipFile(path) as packed:
            total = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise BadFile(_("This workbook is damaged.")) from error
    if total > MOST_UNPACKED:
        raise BadFile(_("This workbook unpacks to more than it may; split it."))
