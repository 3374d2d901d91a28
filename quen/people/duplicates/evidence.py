"""Why two records may be the same, in words: "same phone", "name differs by marks"."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import MASKED_KINDS
from quen.people.duplicates.facts import LABELS, RIGHTS, SPECS
from quen.people.duplicates.kinds import MISSING

SAME, NEAR = _("same %(field)s"), _("nearly the same %(field)s")
ALIKE, OTHER = _("similar %(field)s"), _("different %(field)s")
WORDS: dict[tuple[str, int], Any] = {
    ("name", 5): SAME,
    ("name", 4): _("%(field)s differs by marks only"),
    ("name", 3): _("%(field)s with its words in another order"),
    ("name", 2): NEAR,
    ("name", 1): ALIKE,
    ("text", 3): SAME,
    ("text", 2): NEAR,
    ("text", 1): ALIKE,
    ("sign", 2): SAME,
    ("sign", 1): _("%(field)s differs by one figure"),
    ("day", 3): SAME,
    ("day", 2): NEAR,
    ("day", 1): ALIKE,
    ("phones", 2): SAME,
    ("phones", 1): _("%(field)s differs by one figure"),
    ("mails", 3): SAME,
    ("mails", 2): _("%(field)s is the same before the @"),
    ("mails", 1): NEAR,
}


def evidence(type_key: str, levels: Mapping[str, int], user: Any) -> list[dict[str, Any]]:
    """Each compared field that this user may read, with its words; what speaks for it comes first.

    Of phones and mails that are masked for them only that they are the same: how near a guess comes
    would give a number away digit by digit.
    """
    told = []
    for key, kind in SPECS[type_key].fields:
        level = levels.get(key, MISSING)
        if level == MISSING or not user.may_read_field(f"{type_key}.{RIGHTS[type_key][key]}"):
            continue
        if (
            user.masked
            and RIGHTS[type_key][key] in MASKED_KINDS
            and WORDS.get((kind, level)) != SAME
        ):
            continue
        words = str(WORDS.get((kind, level), OTHER)) % {"field": LABELS[key]}
        told.append({"words": words, "tone": "good" if level else "", "level": level})
    return sorted(told, key=lambda one: -one["level"])
