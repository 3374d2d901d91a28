"""How stored values read: in the user's language, zone and era, with names instead of ids."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quen.fields.catalogue import Field
from quen.kit import days, money, phones, records
from quen.kit.asked import id_in
from quen.kit.masks import Masked
from quen.kit.ring import LOOP
from quen.kit.workspace import workspace

Pair = tuple[str, int]
POINTERS = {"user": "user", "team": "team"}
NAMED_BY_ALL = ("user", "team")


@dataclass(frozen=True)
class Showing:
    """For whom values are written out. `titles` name the records that values point at, `linked` are
    those this user may open; a name without a link is all that a hidden record shows."""

    language: str
    zone: str
    era: str
    currency: str
    titles: dict[Pair, str] = field(default_factory=dict)
    linked: frozenset[Pair] = frozenset()


def showing_for(
    user: Any,
    pairs: Iterable[Pair] = (),
    currency: str = "",
    named: Mapping[Pair, str] | None = None,
) -> Showing:
    """Look up what `pairs` are called and which may be opened: two queries a type at most.

    `named` are titles that are known already.
    """
    wanted, known = set(pairs), dict(named or {})
    by_type: dict[str, set[int]] = {}
    for key, pk in wanted:
        if key not in NAMED_BY_ALL:
            by_type.setdefault(key, set()).add(pk)
    linked = {(k, pk) for k, ids in by_type.items() for pk in records.visible_ids(k, ids, user)}
    era = "buddhist" if user.buddhist_years else "common"
    return Showing(
        user.language,
        user.zone,
        era,
        currency or workspace().currency,
        {**records.titles(wanted - set(known)), **known},
        frozenset(linked),
    )


def pointed_at(known: Field, value: Any) -> Pair | None:
    """The record that a value of this field names."""
    key = POINTERS.get(known.kind) or (known.related if known.kind == "relation" else "")
    pk = id_in(str(value or ""))
    return (key, pk) if key and pk else None


TOLD: dict[tuple[str, str], Callable[[Any, Showing], str]] = {}


def told_as(type_key: str, key: str, tell: Callable[[Any, Showing], str]) -> None:
    """Lend how one field of a type is told, where its kind does not say enough."""
    TOLD[type_key, key] = tell


def words(known: Field, value: Any, showing: Showing) -> str:
    """The value as plain text; "—" for nothing."""
    if value in (None, "", [], {}):
        return "—"
    try:
        if lent := TOLD.get((known.type, known.key)):
            return lent(value, showing)
        return str(_WORDS.get(known.kind, _plain)(known, value, showing))
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return str(value)  # an old event may hold what the field no longer understands


def shown(known: Field, value: Any, showing: Showing) -> SafeString | str:
    """The value as a page shows it, with links and colours; empty for nothing."""
    if value in (None, "", [], {}):
        return ""
    rich = _RICH.get(known.kind)
    return rich(known, value, showing) if rich else words(known, value, showing)


def _plain(known: Field, value: Any, showing: Showing) -> str:
    if isinstance(value, list):
        return ", ".join(_part(one) for one in value)
    return _part(value)


def _part(value: Any) -> str:
    """An address or a handle by its telling parts, anything else as it stands."""
    if not isinstance(value, dict):
        return str(value)
    if "value" in value:
        return phones.shown(str(value["value"]))
    keys = ("street", "ward", "district", "province", "postcode")
    return ", ".join(str(value[key]) for key in keys if value.get(key))


def _number(known: Field, value: Any, showing: Showing) -> str:
    return number_format(Decimal(str(value)), use_l10n=True, force_grouping=True)


def _year(known: Field, value: Any, showing: Showing) -> str:
    return str(value) if known.key == "founded" else _number(known, value, showing)


def _money(known: Field, value: Any, showing: Showing) -> str:
    amount, currency = value, showing.currency
    if isinstance(value, dict):
        amount, currency = value.get("amount"), value.get("currency") or currency
    return money.shown(money.Money(Decimal(str(amount)), currency), showing.language)


def _rating(known: Field, value: Any, showing: Showing) -> str:
    return "★" * int(value) + "☆" * (5 - int(value))


def _boolean(known: Field, value: Any, showing: Showing) -> str:
    return pgettext("answer", "Yes") if value else pgettext("answer", "No")


def _choice(known: Field, value: Any, showing: Showing) -> str:
    if isinstance(value, list):
        return ", ".join(_choice(known, one, showing) for one in value)
    return next((str(c.label) for c in known.options() if c.key == value), str(value))


def _date(known: Field, value: Any, showing: Showing) -> str:
    return days.shown_day(date.fromisoformat(str(value)[:10]), showing.language, showing.era)


def _datetime(known: Field, value: Any, showing: Showing) -> str:
    moment = datetime.fromisoformat(str(value))
    return days.shown_moment(moment, showing.zone, showing.language, showing.era)


def _name(known: Field, value: Any, showing: Showing) -> str:
    pair = pointed_at(known, value)
    return showing.titles.get(pair, _("(gone)")) if pair else str(value)


def _phone(known: Field, value: Any, showing: Showing) -> str:
    return phones.shown(str(value)) if isinstance(value, str) else _plain(known, value, showing)


def _file(known: Field, value: Any, showing: Showing) -> str:
    return f"{value['name']} ({filesizeformat(value['size'])})"


_WORDS: dict[str, Callable[[Field, Any, Showing], str]] = {
    "number": _year,
    "money": _money,
    "rating": _rating,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choice,
    "date": _date,
    "datetime": _datetime,
    "user": _name,
    "team": _name,
    "relation": _name,
    "phone": _phone,
    "file": _file,
}


def label(text: Any, color: str) -> SafeString:
    """A choice or tag in its colour: a place in the loop, or one of the twelve hues."""
    tone = "loyal" if color == "loyalty" else color
    if tone in LOOP:
        return format_html(
            '<span class="pill pill--{}"><span class="dot"></span>{}</span>', tone, text
        )
    hue = f" hue-{int(color)}" if str(color).isdigit() and 1 <= int(color) <= 12 else ""
    return format_html('<span class="tag{}">{}</span>', hue, text)


def _rich_choice(known: Field, value: Any, showing: Showing) -> SafeString | str:
    many = value if isinstance(value, list) else [value]
    found = {c.key: c for c in known.options()}
    chosen = [found.get(one) for one in many]
    if known.kind == "choice" and not (chosen[0] and chosen[0].color):
        return words(known, value, showing)
    labels = (
        label(c.label if c else one, c.color if c else "")
        for c, one in zip(chosen, many, strict=True)
    )
    return format_html_join(" ", "{}", ((one,) for one in labels))


def _rich_tags(known: Field, value: Any, showing: Showing) -> SafeString:
    return format_html_join(" ", "{}", ((label(one, ""),) for one in value))


def _rich_relation(known: Field, value: Any, showing: Showing) -> SafeString | str:
    pair = pointed_at(known, value)
    name = words(known, value, showing)
    if pair not in showing.linked:
        return name
    return format_html('<a href="{}">{}</a>', records.TYPES[pair[0]].url(pair[1]), name)


def _rich_long(known: Field, value: Any, showing: Showing) -> SafeString:
    lines = ((line,) for line in str(value).splitlines())
    return format_html_join(SafeString("<br>"), "{}", lines)


def _rich_url(known: Field, value: Any, showing: Showing) -> SafeString:
    full = value if "://" in value else f"https://{value}"
    if not full.startswith(("http://", "https://")):
        return conditional_escape(value)
    bare = full.split("://", 1)[1].rstrip("/")
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', full, bare)


def _rich_phone(known: Field, value: Any, showing: Showing) -> SafeString:
    numbers = value if isinstance(value, list) else [value]
    return _handles(numbers, "tel", phones.shown)


def _rich_email(known: Field, value: Any, showing: Showing) -> SafeString:
    addresses = value if isinstance(value, list) else [value]
    return _handles(addresses, "mailto", str)


def _handles(rows: list[Any], scheme: str, told: Callable[[str], str]) -> SafeString:
    facts = [row if isinstance(row, dict) else {"value": row} for row in rows]
    return format_html_join(
        SafeString("<br>"), "{}{}", ((_handle(f["value"], scheme, told), mark(f)) for f in facts)
    )


def _handle(value: Any, scheme: str, told: Callable[[str], str]) -> SafeString | str:
    if isinstance(value, Masked):
        return value
    return format_html('<a href="{}:{}">{}</a>', scheme, value, told(str(value)))


def mark(row: dict[str, Any]) -> SafeString | str:
    """What stands behind a phone or mail: that it is invalid, else its label."""
    if row.get("invalid"):
        return format_html(' <span class="tag tag--bad">{}</span>', _("invalid"))
    return (
        format_html(' <span class="muted small">{}</span>', row["label"])
        if row.get("label")
        else ""
    )


def _rich_file(known: Field, value: Any, showing: Showing) -> SafeString:
    address = reverse("fields:file", args=[value["id"]])
    return format_html('<a href="{}">{}</a>', address, words(known, value, showing))


_RICH: dict[str, Callable[[Field, Any, Showing], SafeString | str]] = {
    "choice": _rich_choice,
    "choices": _rich_choice,
    "tags": _rich_tags,
    "relation": _rich_relation,
    "long_text": _rich_long,
    "url": _rich_url,
    "phone": _rich_phone,
    "file": _rich_file,
    "email": _rich_email,
}
