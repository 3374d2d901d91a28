"""The rows that did not go in, as a file with their reasons, ready to be mended and sent again."""

import csv
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from quen.fields.importing.running import header_of
from quen.fields.models import ImportRun
from quen.fields.sheets import safe


def write_refused(run: ImportRun) -> Path | None:
    """Write the refused rows beside the import; None where there are none."""
    rows = run.refusals.all()
    if not rows.exists():
        return None
    path = Path(settings.DATA) / "imports" / f"refused-{run.pk}.csv"
    header = header_of(run)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("Row"), _("Why"), *header])
        for row in rows.iterator():
            cells = [safe(row.cells.get(name, "")) for name in header]
            writer.writerow([row.number, told(row.reasons), *cells])
    return path


def told(reasons: dict[str, str]) -> str:
    """Reasons in one line, field by field."""
    return "; ".join(f"{key}: {why}" if key else why for key, why in reasons.items())
