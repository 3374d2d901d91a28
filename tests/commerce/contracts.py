"""What tests of contracts begin with."""

from quen.timeline.reading import timeline_of

YEAR = {"starts_on": "2026-02-01", "ends_on": "2027-01-31", "signed_on": "2026-01-20"}


def fresh(it):
    it.refresh_from_db()
    return it


def kinds(it, user) -> list[str]:
    return [line.kind for line in timeline_of(it, user)[0]]
