"""Questions of a booking page: fields of a customer that an administrator has chosen to ask for."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.catalogue import Field, all_fields
from quen.fields.reading import Reader, stored
from quen.kit.refused import Refused
from quen.kit.workspace import workspace

# What a stranger can fill in without learning anything of ours, such as the names of colleagues.
KINDS = ("text", "long_text", "number", "boolean", "choice", "choices", "date", "url")
_BUILT_IN = ("job_title",)


def askable() -> dict[str, Field]:
    """Fields of a customer that a page may ask for, by key."""
    return {
        key: field
        for key, field in all_fields("contact").items()
        if field.kind in KINDS and (field.custom is not None or key in _BUILT_IN)
    }


def questions_of(keys: list[str]) -> list[Field]:
    """The fields that a page asks for, without those that were removed since."""
    known = askable()
    return [known[key] for key in keys if key in known]


def answers_in(keys: list[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered, as the fields keep it, by key. Raises Refused with errors by field."""
    it = workspace()
    reader = Reader(it.language, it.country, it.zone, it.currency)
    kept, errors = {}, {}
    for field in questions_of(keys):
        try:
            value = stored(field, given.get(field.key), reader)
        except ValueError as error:
            errors[field.key] = str(error)
            continue
        if value is not None:
            kept[field.key] = value
    if errors:
        raise Refused(_("Some answers do not fit."), errors=errors)
    return kept
