"""How tasks are found: by what is to be done."""

from collections.abc import Iterator, Sequence

from quen.fields.searching import Entry, searchable
from quen.work.models import Task


def declare() -> None:
    """Lend tasks to search (once, at start)."""
    searchable("task", entries=_tasks, fields=("title",))


def _tasks(ids: Sequence[int] | None) -> Iterator[Entry]:
    rows = Task._base_manager.filter(deleted_at=None)
    rows = rows if ids is None else rows.filter(pk__in=ids)
    for it in rows.order_by("pk").iterator(chunk_size=1000):
        yield Entry(
            type="task",
            record_id=it.pk,
            title=it.title,
            at=it.created_at,
            owner_id=it.owner_id,
            team_id=it.team_id,
        )
