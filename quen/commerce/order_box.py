"""The control of a field that names an order: people write its number."""

from typing import Any

from django import forms

from quen.fields.forms.controls import Control
from quen.fields.record_values import Showing


def _box(known: Any, showing: Showing, value: Any) -> forms.Widget:
    return forms.TextInput({"autocomplete": "off", "spellcheck": "false"})


def _begin(known: Any, value: Any, showing: Showing) -> str:
    """The number of the order that stands there."""
    try:
        return showing.titles.get(("order", int(value)), "") if value else ""
    except ValueError:
        return str(value)


ORDER_NUMBER = Control(_box, begin=_begin)
