"""The clock of watched sheets: whatever is due is fetched outside a transaction, then brought in."""

from django.utils import timezone, translation

from quen.fields.actions.watching import claim, note_failure, take_in
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.shared_sheets import fetch
from quen.fields.models import WatchedSheet
from quen.kit.refused import Refused
from quen.kit.tasks import enqueue_many, every, task


@every(minutes=2)
@task()
def read_sheets() -> None:
    """One job for each sheet that is due, so that a slow one holds up no other."""
    due = WatchedSheet.objects.filter(next_at__lte=timezone.now(), user__is_active=True)
    enqueue_many(read_sheet, [[pk] for pk in due.values_list("pk", flat=True)])


@task(outside=True)
def read_sheet(pk: int) -> None:
    """Read one sheet; harmless when repeated, for who claims it moves its next time on."""
    sheet = claim(pk)
    if sheet is None:
        return
    with translation.override(sheet.user.language):
        try:
            take_in(sheet, fetch(sheet.url))
        except (Refused, BadFile) as error:
            note_failure(sheet, str(error))
