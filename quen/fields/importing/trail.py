"""What a run makes and changes, gathered batch by batch and kept in the transaction of the batch."""

from collections.abc import Iterable, Mapping
from typing import Any

from quen.fields.importing.states import State, difference
from quen.fields.models import ImportedRecord, ImportRun
from quen.kit import rows

Key = tuple[str, int]
_COLUMNS = ("run_id", "type", "record_id", "number", "before", "event", "outcome")


class Trail:
    """Records by type and id: the row that named them first, and their state before (None: made)."""

    def __init__(self) -> None:
        self.found: dict[Key, tuple[int, State | None]] = {}

    def made(self, type_key: str, records: Iterable[tuple[int, int]]) -> None:
        """Note records that stand newly, as (id, row)."""
        for pk, number in records:
            self.found.setdefault((type_key, pk), (number, None))

    def changed(
        self,
        type_key: str,
        before: Mapping[int, State],
        after: Mapping[int, State],
        numbers: Mapping[int, int],
    ) -> None:
        """Note what of these records was other before; an earlier note holds where both tell of it."""
        for pk, was in before.items():
            told = difference(was, after[pk])
            known = self.found.get((type_key, pk))
            if not told or (known and known[1] is None):
                continue
            self.found[type_key, pk] = (
                (known[0], merged(known[1] or {}, told)) if known else (numbers[pk], told)
            )

    def notes(self, type_key: str, pk: int) -> bool:
        """Whether the batch noted a change of this record."""
        return (type_key, pk) in self.found

    def keep(self, run: ImportRun, newest: int) -> None:
        """Store the notes; `newest` is the id of the newest event."""
        if not self.found:
            return
        standing = self._standing(run)
        fresh = (
            (run.pk, type_key, pk, number, before, newest, "")
            for (type_key, pk), (number, before) in self.found.items()
            if (type_key, pk) not in standing
        )
        rows.insert(ImportedRecord, _COLUMNS, fresh)
        for key, row in standing.items():
            before = self.found[key][1]
            row.event = newest
            if row.before is not None and before is not None:
                row.before = merged(row.before, before)
        rows.update_all(list(standing.values()), ["before", "event"])

    def _standing(self, run: ImportRun) -> dict[Key, Any]:
        """Notes that earlier batches of the run left on records of this one."""
        if not run.position:
            return {}
        ids: dict[str, list[int]] = {}
        for type_key, pk in self.found:
            ids.setdefault(type_key, []).append(pk)
        found = (
            row
            for type_key, many in ids.items()
            for row in run.records.filter(type=type_key, record_id__in=many)
        )
        return {(row.type, row.record_id): row for row in found}


def merged(earlier: State, later: State) -> State:
    """The state before both: what the earlier one tells holds."""
    columns: dict[str, Any] = {**later.get("columns", {}), **earlier.get("columns", {})}
    told = {**later, **earlier}
    return told | ({"columns": columns} if columns else {})
