"""Kinds of fields: which conditions each understands, and where its typed value stands."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """`column` is the Value column of a custom field of this kind; `many` has a row for each value."""

    key: str
    label: Words
    icon: str
    column: str
    ops: tuple[str, ...]
    many: bool = False


_EMPTY = ("empty", "not_empty")
_TEXT = ("contains", "is", "is_not", "starts_with", "in", "not_in", *_EMPTY)
_NUMBER = ("is", "is_not", "above", "below", "between", "in", *_EMPTY)
_DAY = ("within_days", "older_than_days", "before", "after", "between", "is", *_EMPTY)
_CHOICE = ("in", "not_in", "is", "is_not", *_EMPTY)

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("text", _("Text"), "letter-case", "text", _TEXT),
        Kind("long_text", _("Long text"), "align-left", "text", ("contains", *_EMPTY)),
        Kind("number", _("Number"), "number", "number", _NUMBER),
        Kind("money", _("Money"), "coin", "number", _NUMBER),
        Kind("rating", _("Rating"), "star", "number", _NUMBER),
        Kind("boolean", _("Yes or no"), "checkbox", "number", ("is", *_EMPTY)),
        Kind("choice", _("Choice"), "list", "text", _CHOICE),
        Kind("choices", _("Several choices"), "list-check", "text", _CHOICE, many=True),
        Kind("date", _("Day"), "calendar", "moment", _DAY),
        Kind("datetime", _("Day and time"), "clock", "moment", _DAY),
        Kind("user", _("Colleague"), "user", "reference", _CHOICE),
        Kind("team", _("Team"), "users-group", "reference", _CHOICE),
        Kind("relation", _("Record"), "link", "reference", _CHOICE),
        Kind("phone", _("Phone"), "phone", "text", _TEXT),
        Kind("email", _("E-mail"), "mail", "text", _TEXT),
        Kind("url", _("Link"), "world", "text", _TEXT),
        Kind("tax_id", _("Tax id"), "id", "text", _TEXT),
        Kind("file", _("File"), "paperclip", "reference", _EMPTY),
        Kind("tags", _("Tags"), "tag", "", _CHOICE, many=True),
    )
}
CUSTOM_KINDS = tuple(key for key in KINDS if key not in ("tags", "team"))

OPS: dict[str, Words] = {
    "is": _("is"),
    "is_not": _("is not"),
    "in": _("is one of"),
    "not_in": _("is none of"),
    "contains": _("contains"),
    "starts_with": _("starts with"),
    "above": _("is above"),
    "below": _("is below"),
    "between": _("is between"),
    "empty": _("is empty"),
    "not_empty": _("is filled"),
    "before": _("is before"),
    "after": _("is after"),
    "within_days": _("is within the last days"),
    "older_than_days": _("is longer ago than days"),
}
