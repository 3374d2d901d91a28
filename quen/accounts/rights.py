"""The rights there are: rooms lend theirs, the roles grid and the rule tests read them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Right:
    """One line or cell of the grid; `reaches` says whether own, team, tree and all differ."""

    key: str
    object: str
    object_label: Words
    verb: str
    verb_label: Words
    reaches: bool


VERBS: dict[str, Words] = {
    "view": _("See"),
    "add": _("Add"),
    "change": _("Change"),
    "delete": _("Delete"),
    "assign": _("Assign"),
    "export": _("Export"),
    "import": _("Import"),
}
RIGHTS: dict[str, Right] = {}


def object_rights(room: str, noun: str, label: Words, verbs: tuple[str, ...]) -> None:
    """Lend rights on records of a noun: "room.verb_noun" for each verb, by reach."""
    for verb in verbs:
        _lend(Right(f"{room}.{verb}_{noun}", noun, label, verb, VERBS[verb], True))


def right(key: str, label: Words, *, group: Words) -> None:
    """Lend a right that one has or has not."""
    _lend(Right(key, "", group, key, label, False))


def _lend(lent: Right) -> None:
    if lent.key in RIGHTS:
        raise ValueError(f"the right {lent.key} exists already")
    RIGHTS[lent.key] = lent


# Objects whose rights have no reach, and whose fields a role limits all the same.
FIELDED: dict[str, Words] = {}


def limits_fields(noun: str, label: Words) -> None:
    """Lend such an object to the page of roles. Raises ValueError where it is lent already."""
    if noun in FIELDED:
        raise ValueError(f"the fields of {noun} are lent already")
    FIELDED[noun] = label


FieldNames = Callable[[str], list[tuple[str, Words]]]
_field_names: list[FieldNames] = []


def fields_from(names: FieldNames) -> FieldNames:
    """Lend the fields of a type as ("contact.phone", label); the room of fields knows them."""
    _field_names.append(names)
    return names


def field_names(type_key: str) -> list[tuple[str, Words]]:
    """The fields of a type that a role can hide or protect."""
    return [named for lent in _field_names for named in lent(type_key)]
