"""The industry packs that come with Quen: one JSON file for a trade, in three languages.

What each section may hold is said by the room that lends the part (quen.fields.packs.parts); texts are
{"vi", "th", "en"}, and `bin/translations check` sees that none is missing.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import Http404

from quen.fields.catalogue import in_language

HERE = Path(__file__).parent
ORDER = ("building", "clinic", "tuition", "machinery")


@lru_cache
def packs() -> dict[str, dict[str, Any]]:
    """Every pack by its key."""
    read = (json.loads((HERE / f"{key}.json").read_text(encoding="utf-8")) for key in ORDER)
    return {content["key"]: content for content in read}


@lru_cache
def people() -> dict[str, list[dict[str, str]]]:
    """Made-up people of sample data, by language."""
    told: dict[str, list[dict[str, str]]] = json.loads(
        (HERE / "made_up" / "people.json").read_text(encoding="utf-8")
    )
    return told


def pack_or_404(key: str) -> dict[str, Any]:
    """The pack of this key."""
    if key not in packs():
        raise Http404
    return packs()[key]


def called(key: str) -> str:
    """A pack's name in the reader's language; the company's own stages have none of a trade."""
    return in_language(packs()[key]["labels"]) if key in packs() else key
