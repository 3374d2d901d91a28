"""Notes and tasks follow the record they stand on."""

from django.utils.translation import ngettext

from quen.fields.merging.choosing import UNDONE
from quen.fields.merging.follows import follows
from quen.fields.models import Merge
from quen.work.actions.tasks import settle_step
from quen.work.models import Note, Task


def declare() -> None:
    """Declare them (once, at start)."""
    follows(Note, "record_id", type_column="type", counted=_notes)
    follows(Task, "record_id", type_column="type", counted=_tasks)
    UNDONE.append(_steps_anew)


def _steps_anew(merge: Merge) -> None:
    """Whose tasks were touched while the merge stood has another next step now."""
    ids = [merge.survivor_id, *merge.losers]
    rows = Task.objects.filter(type=merge.type, record_id__in=ids, updated_at__gte=merge.at)
    for pk in set(rows.values_list("record_id", flat=True)):
        settle_step(merge.type, pk)


def _notes(n: int) -> str:
    return ngettext("%d note", "%d notes", n) % n


def _tasks(n: int) -> str:
    return ngettext("%d task", "%d tasks", n) % n
