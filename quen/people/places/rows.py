"""The columns of an address that change when it becomes one of today."""

from collections.abc import Mapping
from typing import Any

from quen.people.places.lines import from_line
from quen.people.places.table import Place

PARTS = ("street", "ward", "district", "province")


def parts_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The parts as given, or those of a whole address that was typed into the street."""
    bare = not (row["ward"] or row["district"] or row["province"])
    if bare and (found := from_line(row["street"])):
        return vars(found)
    return {key: row[key] for key in PARTS}


def turned(row: Mapping[str, Any], parts: Mapping[str, str], place: Place) -> dict[str, str]:
    """Its columns as today's place; what it was stays beside them."""
    return {
        "given": row["street"] if parts["street"] != row["street"] else "",
        **{f"old_{key}": parts[key] for key in ("ward", "district", "province")},
        "street": parts["street"],
        "ward": place.ward,
        "district": "",
        "province": place.province,
    }
