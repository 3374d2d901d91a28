"""The kinds of events that a care plan may begin on, with the record types that they happen to."""

STARTS: dict[str, tuple[str, ...]] = {}


def plan_start(kind: str, *types: str) -> None:
    """Lend a kind of event."""
    STARTS[kind] = types
