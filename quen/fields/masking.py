"""The seam where a phone or mail as it stands becomes what a user may read of it.

Whatever shows, answers, gives out or mails values takes them through the `Mask` of who reads them:
the record page (`record_pages.values_on`), lists (`lists.rows_of`), hits (`searching.hit_of`), the API
(`answers`), files (`exporting`) and history (`timeline.reading`, by `in_history`). What comes out is
text of its own type (`kit.masks.Masked`), so that no link is made of it and nothing can store it.
Whether a role reads masked values is a fact of the user (`User.masks`); `docs/security.md` says what a
mask keeps from whom.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from quen.fields.catalogue import MASKED_KINDS, all_fields
from quen.fields.reading import EMPTY
from quen.kit import masks
from quen.kit.refused import Refused
from quen.timeline.reading import NAMES

# What a record holds under other names than its fields: events and the API tell of them.
LISTS = {"phones": "phone", "emails": "email", "handles": "either"}
_AS = {"phone": masks.phone, "email": masks.mail, "either": masks.either}
SEAL = "•:"
CLEAR = "fields.export_clear"
MEANWHILE = gettext_lazy("Somebody else has changed this meanwhile. Load the page again.")


@dataclass(frozen=True)
class Mask:
    """How the values of a type read for one user; `kinds` are the fields it covers, by key. `leaving`
    says that they leave the house: then they are masked whoever owns the record."""

    user: Any
    kinds: Mapping[str, str]
    leaving: bool = False

    def value(self, key: str, value: Any, owner_id: int | None = None) -> Any:
        """The value of a record with this owner, as this user reads it."""
        kind = self.kinds.get(key)
        hidden = kind and (self.leaving or self.user.masks(owner_id))
        return masked(kind, value) if kind and hidden else value

    def custom(self, held: Mapping[str, Any], owner_id: int | None = None) -> dict[str, Any]:
        """A record's custom values, as this user reads them."""
        return {key: self.value(f"custom.{key}", one, owner_id) for key, one in held.items()}


def mask_for(user: Any, type_key: str, *, leaving: bool = False) -> Mask | None:
    """The mask through which this user reads records of a type; None for who reads them as they stand.

    `leaving` is for files and paper, which one may take away whole with a right of its own.
    """
    if not user.masked or (leaving and user.can(CLEAR)):
        return None
    known = all_fields(type_key).items()
    kinds = LISTS | {key: f.kind for key, f in known if f.kind in MASKED_KINDS}
    return Mask(user, kinds, leaving)


def masked(kind: str, value: Any) -> Any:
    """A value of this kind, a list of them, or a handle with its label, masked."""
    if value in EMPTY:
        return value
    if isinstance(value, list):
        return [masked(kind, one) for one in value]
    if isinstance(value, dict):
        return {**value, "value": masked(kind, value.get("value"))}
    return _AS[kind](str(value))


def in_history(user: Any, type_key: str, key: str, value: Any) -> Any:
    """What a user reads of a value that an event keeps. Masked whoever owns the record now: what is
    past was perhaps another's."""
    mask = mask_for(user, type_key)
    if mask is None:
        return value
    if key == "filter":  # of a view: it may ask for a number
        return value and masks.SIGN * 3
    return (
        masks.inside(value) if key in NAMES and isinstance(value, str) else mask.value(key, value)
    )


def veil(record: Any, user: Any, type_key: str) -> None:
    """Mask the columns of a record that is only shown, so that titles and second lines made of it are."""
    mask = mask_for(user, type_key)
    if mask is None:
        return
    for key in MASKED_KINDS:
        if getattr(record, key, ""):
            setattr(record, key, mask.value(key, getattr(record, key), record.owner_id))


def seal(record: Any, value: Any) -> str:
    """What a form holds in place of a masked value: it says whether the value is still the same, and
    nothing of what it is. Sealed with the record, so that the same number elsewhere looks different."""
    told = json.dumps([type(record).__name__, record.pk, value], sort_keys=True, default=str)
    return SEAL + salted_hmac("quen.mask", told).hexdigest()[:32]


def sealed(record: Any, kind: str, standing: Any) -> list[dict[str, Any]]:
    """Masked values for a form: each with its seal and its label."""
    many = standing if isinstance(standing, list) else [standing]
    facts = (one if isinstance(one, dict) else {"value": one} for one in many if one)
    return [
        {
            "masked": masked(kind, one["value"]),
            "label": one.get("label", ""),
            "seal": seal(record, one["value"]),
        }
        for one in facts
    ]


def opened(record: Any, given: Any, standing: Any) -> Any:
    """What a form sent, with its seals replaced by the values that stand behind them on this record.

    Raises Refused where one of them has been changed or removed meanwhile.
    """
    if isinstance(given, Mapping):
        return {key: opened(record, one, standing) for key, one in given.items()}
    if isinstance(given, list):
        return [opened(record, one, standing) for one in given]
    if not isinstance(given, str) or not given.startswith(SEAL):
        return given
    many = standing if isinstance(standing, list) else [standing]
    values = (one["value"] if isinstance(one, dict) else one for one in many)
    for value in values:
        if seal(record, value) == given:
            return value
    raise Refused(MEANWHILE, status=422)


@dataclass(frozen=True)
class Sealed:
    """What an editor saw of a masked value; it compares with what stands without knowing it."""

    record: Any
    text: str

    def __eq__(self, other: object) -> bool:
        return seal(self.record, other or "") == self.text

    __hash__ = None  # type: ignore[assignment]
