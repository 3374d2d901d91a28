"""A table of figures as a file, told to the audit like every file that leaves."""

import csv
import io

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.alarming import watch_exports
from quen.fields.exporting import watermark
from quen.fields.sheets import marked, safe
from quen.insights.kpi import table_of
from quen.insights.questions import Question
from quen.kit.refused import Refused
from quen.timeline.log import record

FORMATS = ("csv", "xlsx")


def export_figures(asked: Question, form: str, *, by: User) -> bytes:
    """A measure's table: CSV or XLSX, safe in spreadsheets, with the watermark. Raises Refused for another form."""
    heads, rows = table_of(asked, by.language)
    return export_table(str(asked.measure.label), heads, rows, form, by=by)


def export_table(
    name: str, heads: list[str], rows: list[list[str]], form: str, *, by: User
) -> bytes:
    """A table of figures as such a file; the audit hears its name. Raises Refused for another form."""
    if form not in FORMATS:
        raise Refused(_("Choose CSV or Excel."))
    with transaction.atomic():
        told = events.ExportMade(object=name, rows=len(rows), form=form)
        record(told, on=[by], by=by)
        watch_exports(by)
    return _workbook(heads, rows, by) if form == "xlsx" else _csv(heads, rows, by)


def _csv(heads: list[str], rows: list[list[str]], by: User) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    writer.writerow([marked(watermark(by)), *[""] * (len(heads) - 1)])
    return buffer.getvalue().encode("utf-8-sig")


def _workbook(heads: list[str], rows: list[list[str]], by: User) -> bytes:
    from quen.fields.workbook import workbook  # noqa: PLC0415 - every start would pay for openpyxl

    return workbook(heads, rows, (by.full_name, watermark(by)))
