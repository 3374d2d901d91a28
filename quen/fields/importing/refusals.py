"""The rows that did not go in, as a file with their reasons, ready to be mended and sent again."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from quen.fields.importing.running import header_of, numbered, sheet_rows
from quen.fields.models import ImportRun
from quen.fields.sheets import safe


def write_refused(run: ImportRun) -> Path | None:
    """Write the refused rows beside the import; None where there are none."""
    rows = run.refusals.all()
    if not rows.exists():
        return None
    lines = sheet_rows(run, rows.values_list("number", flat=True))
    found = ((lines[row.number], row.cells, row.reasons) for row in rows.iterator())
    return _written(run, found)


def write_checked(run: ImportRun) -> Path | None:
    """Write the rows that the check found to be refused; None where there are none."""
    rows = run.checks.filter(outcome__in=("error", "ask"))
    reasons: dict[int, dict[str, str]] = {row.number: row.reasons or {} for row in rows}
    if not reasons:
        return None
    lines = sheet_rows(run, reasons)
    found = ((lines[n], row, reasons[n]) for n, row in numbered(run) if n in reasons)
    return _written(run, found)


def _written(run: ImportRun, rows: Iterable[tuple[int, dict[str, str], dict[str, str]]]) -> Path:
    path = Path(settings.DATA) / "imports" / f"refused-{run.pk}.csv"
    header = header_of(run)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("Row"), _("Why"), *header])
        for number, cells, reasons in rows:
            safely = [safe(cells.get(name, "")) for name in header]
            writer.writerow([number, told(by_column(run, reasons)), *safely])
    return path


def told(reasons: dict[str, str]) -> str:
    """Reasons in one line, field by field."""
    return "; ".join(f"{key}: {why}" if key else why for key, why in reasons.items())


def by_column(run: ImportRun, reasons: dict[str, str]) -> dict[str, str]:
    """Reasons by what the file calls the column."""
    columns = {key: name for name, key in (run.mapping.get("columns") or {}).items()}
    return {
        columns.get(key) or columns.get(f"custom.{key}", key): why for key, why in reasons.items()
    }
