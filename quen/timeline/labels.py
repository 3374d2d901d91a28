"""How the log calls what changed: rooms lend the labels of their fields, the log knows none."""

from collections.abc import Callable
from typing import Any

Label = Callable[[str, str], str]
_LABELS: list[Label] = []


def labels_from(label: Label) -> Label:
    """Lend `label(type, key)`: the field's name in the reader's language, empty where unknown."""
    _LABELS.append(label)
    return label


def labels(type_key: str, **named: Any) -> None:
    """Lend labels of what changes on a type's records and is no field, by its key."""
    labels_from(lambda type_, key: str(named.get(key, "")) if type_ == type_key else "")


def label_of_field(type_key: str, key: str) -> str:
    """The label of a changed field; its key where nobody knows it."""
    return next((found for lent in _LABELS if (found := str(lent(type_key, key)))), key)
