"""Showing one masked value whole: each time is told to the audit and counted."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.alarming import watch_reveals
from quen.fields.catalogue import MASKED_KINDS
from quen.fields.forms.controls import control_of
from quen.fields.masking import mask_for
from quen.fields.nouns import NOUNS
from quen.fields.record_pages import PAGES
from quen.kit.refused import Refused
from quen.timeline.log import record as tell


@transaction.atomic
def reveal(type_key: str, record: Any, key: str, place: int = 0, *, by: User) -> str:
    """One phone, mail or chat id of a record that `by` may see, as it stands; `place` counts from 0
    where a field holds several.

    Told as `field.revealed` only where it is masked for `by`. Raises Refused (404) where there is no such
    value, or `by` may not know the field.
    """
    single = {"phones": "phone", "emails": "email"}.get(key, key)
    value = _standing(type_key, record, _listed(type_key, single, by), place)
    mask = mask_for(by, type_key)
    if mask is None or mask.value(key, value, record.owner_id) == value:
        return value
    User.objects.select_for_update().get(pk=by.pk)  # one after the other, so that each is counted
    told = events.FieldRevealed(type=type_key, record=record.pk, field=single, place=place)
    tell(told, on=[by], by=by)
    watch_reveals(by)
    return value


def _listed(type_key: str, key: str, by: User) -> str:
    """Under what name the record holds the values of a field that `by` may know. Chat ids go with phones."""
    field = PAGES[type_key].fields(by).get("phone" if key == "handles" else key)
    if field is None or field.kind not in MASKED_KINDS:
        raise Refused(_none(), status=404)
    return key if key == "handles" else control_of(field).reads or field.key


def _standing(type_key: str, record: Any, listed: str, place: int) -> str:
    held = NOUNS[type_key].value(record, listed)
    many = held if isinstance(held, list) else [held]
    one = many[place] if 0 <= place < len(many) else None
    value = one.get("value") if isinstance(one, dict) else one
    if not value:
        raise Refused(_none(), status=404)
    return str(value)


def _none() -> str:
    return _("There is no such value; it may have been changed. Load the page again.")
