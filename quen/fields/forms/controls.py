"""The right control for each kind of field, and what its answer means to the actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quen.fields.catalogue import Field
from quen.fields.forms import widgets
from quen.fields.record_values import Showing
from quen.kit.asked import id_in

FEW = 12


@dataclass(frozen=True)
class Control:
    """`widget(field, showing, value)` draws, `begin` turns a stored value into the widget's,
    `given` the widget's answer into what an action takes. `reads` names the stored values that a
    clash is looked for in (the field's own where empty)."""

    widget: Callable[[Field, Showing, Any], forms.Widget]
    begin: Callable[[Field, Any, Showing], Any] = lambda known, value, showing: value
    given: Callable[[Field, Any], Mapping[str, Any]] = lambda known, raw: {known.write: raw}
    reads: str = ""


SPECIAL: dict[tuple[str, str], Control] = {}


def special(type_key: str, key: str, control: Control) -> None:
    """Lend the control of one field of a type, where its kind does not tell enough."""
    SPECIAL[type_key, key] = control


def control_of(known: Field, *, new: bool = False) -> Control:
    """The control of a field; a new record asks for one phone, not for a list."""
    lent = SPECIAL.get((known.type, known.key))
    if lent and not (new and lent.reads in ("phones", "emails", "addresses")):
        return lent
    return BY_KIND.get(known.kind, TEXT)


def masked_control_of(known: Field) -> Control:
    """The control of a field whose values are masked: it holds seals, and never what stands."""
    lent = control_of(known)
    kind = "tel" if known.kind == "phone" else "email"
    return lent if lent.reads else Control(lambda known, showing, value: widgets.Kept(kind))


def has_control(known: Field) -> bool:
    """Whether a person can fill this in."""
    return bool(known.write)


def _input(kind: str, **attrs: str) -> Callable[[Field, Showing, Any], forms.Widget]:
    def made(known: Field, showing: Showing, value: Any) -> forms.Widget:
        return forms.TextInput({"type": kind, "autocomplete": "off", **attrs})

    return made


def _area(known: Field, showing: Showing, value: Any) -> forms.Widget:
    return forms.Textarea({"rows": "4"})


def _select(known: Field, showing: Showing, value: Any) -> forms.Widget:
    options = [(c.key, c.label) for c in known.options()]
    empty = [] if known.required and value else [("", "—")]
    return forms.Select(choices=[*empty, *options])


def _several(known: Field, showing: Showing, value: Any) -> forms.Widget:
    options = [(c.key, c.label) for c in known.options()]
    if len(options) <= FEW:
        return forms.CheckboxSelectMultiple(choices=options)
    return forms.SelectMultiple({"size": "8"}, choices=options)


def _yes_or_no(known: Field, showing: Showing, value: Any) -> forms.Widget:
    answers = (("true", pgettext("answer", "Yes")), ("false", pgettext("answer", "No")))
    return forms.Select(choices=[("", "—"), *answers])


def _stars(known: Field, showing: Showing, value: Any) -> forms.Widget:
    return forms.Select(choices=[("", "—"), *((str(n), "★" * n or _("None")) for n in range(6))])


def _chooser(known: Field, showing: Showing, value: Any) -> forms.Widget:
    title = showing.titles.get((known.related, id_in(str(value or ""))), "")
    return widgets.Chooser(reverse("records:choose", args=[known.related]), title)


def _money(known: Field, value: Any, showing: Showing) -> Any:
    if isinstance(value, dict):
        return value.get("amount", ""), value.get("currency", showing.currency)
    return value or "", showing.currency


def _money_given(known: Field, raw: Any) -> Mapping[str, Any]:
    amount, currency = raw
    return {known.write: {"amount": amount, "currency": currency} if amount.strip() else None}


def _local(known: Field, value: Any, showing: Showing) -> str:
    if not value:
        return ""
    moment = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(showing.zone))
    return f"{moment:%Y-%m-%dT%H:%M}"


def _worded(known: Field, value: Any, showing: Showing) -> str:
    return "" if value is None else str(value).lower()


def _listed(known: Field, value: Any, showing: Showing) -> str:
    return ", ".join(value or [])


TEXT = Control(_input("text"))
BY_KIND: dict[str, Control] = {
    "long_text": Control(_area),
    "number": Control(_input("text", inputmode="decimal")),
    "money": Control(lambda known, showing, value: widgets.Money(), _money, _money_given),
    "rating": Control(_stars),
    "boolean": Control(_yes_or_no, _worded),
    "choice": Control(_select),
    "choices": Control(_several),
    "user": Control(_select),
    "team": Control(_select),
    "date": Control(_input("date")),
    "datetime": Control(_input("datetime-local"), _local),
    "relation": Control(_chooser),
    "phone": Control(_input("tel", inputmode="tel")),
    "email": Control(_input("email", inputmode="email")),
    "url": Control(_input("text", inputmode="url")),
    "file": Control(lambda known, showing, value: widgets.FileChoice(value)),
    "tags": Control(_input("text"), _listed),
}
