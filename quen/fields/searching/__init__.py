"""Search rows of every record type. `refresh(type_key, ids)` is what actions call after a change:
it indexes what the room's `searchable` entries give for these ids, and forgets the rest of them."""

from collections.abc import Sequence


def refresh(type_key: str, ids: Sequence[int]) -> None:
    """Bring the search rows of these records up to date (trashed ones are forgotten)."""
