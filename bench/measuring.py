"""Measure one database: `python -m bench.measuring NOTE`, in a process whose environment names it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.utils import translation  # noqa: E402

from bench import cast, pages, search, selling, writing  # noqa: E402
from bench.figures import Line  # noqa: E402
from quen.kit.db import analyze  # noqa: E402

WRITTEN = (
    *("people_contact", "people_handle", "people_company", "people_stay", "fields_value"),
    *("fields_searchrow", "fields_searchphone", "timeline_lastevent", "sales_deal"),
)


def main(note: str, *chosen: str) -> None:
    """Measure the chosen subjects, all by default."""
    settings.ALLOWED_HOSTS = ["*"]
    cast.add()
    # What an earlier run wrote and took back is swept, as the database's own clock would have done.
    analyze(*WRITTEN)
    people = cast.people()
    told: list[dict[str, Any]] = []
    with translation.override("en"):
        for name in chosen or SUBJECTS:
            for line in SUBJECTS[name](people):
                told.append(line.facts())
                Path(note).write_text(json.dumps(told))


def _search(people: dict[str, Any]) -> Iterator[Line]:
    for f in search.measure(people):
        key = f"search {f.who} “{f.text}”"
        yield Line(
            key, key, "ms", round(f.ours, 2), round(f.raw, 2), "over", search.LIMIT_OVER_RAW,
            note=f"{f.found} found",
        )  # fmt: skip


SUBJECTS = {
    "lists": pages.list_lines,
    "pages": pages.other_lines,
    "search": _search,
    "writing": writing.lines,
    "selling": selling.lines,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
