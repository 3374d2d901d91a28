"""The rows of a form of lines: what was sent, what stands, and a few empty ones."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from quen.commerce.lines.reading import KEYS, Asked, Line, is_filled, product_id, read_lines
from quen.commerce.lines.totals import net_of, totals_of
from quen.commerce.models import Product
from quen.fields.forms.widgets import Chooser
from quen.kit import money
from quen.kit.refused import Refused

SPARE = 2
# What a row is read with where the product gives it none, to learn what else the product brings.
_STANDS_IN = {"unit_price": "0", "vat_percent": "none", "name": "–"}
VATS = ("", "none", "0", "5", "7", "8", "10")


def sent(data: QueryDict) -> list[dict[str, str]]:
    """The lines of a form, by their keys; each input stands once a row, empty ones too."""
    columns = {key: data.getlist(f"line_{key}") for key in KEYS}
    count = len(columns["name"])
    return [{key: (columns[key][n : n + 1] or [""])[0] for key in KEYS} for n in range(count)]


def standing(lines: Iterable[Any], asked: Asked) -> list[dict[str, str]]:
    """Lines that are stored, as a form shows them."""
    return [
        {
            "product_id": str(line.product_id or ""),
            "name": line.name,
            "unit": line.unit,
            "quantity": _number(line.quantity, asked.language),
            "unit_price": money.figures(
                money.Money(line.unit_price, asked.currency), asked.language
            ),
            "discount_percent": _number(line.discount_percent, asked.language)
            if line.discount_percent
            else "",
            "vat_percent": "none"
            if line.vat_percent is None
            else _number(line.vat_percent, asked.language),
        }
        for line in lines
    ]


def drawn(
    rows: Sequence[Mapping[str, str]], asked: Asked, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the template shows: rows with their controls and faults, empty ones, and what they add up to."""
    told = [row for row in rows if is_filled(row)]
    titles = _titles(told, asked.user)
    empty = [dict.fromkeys(KEYS, "")] * SPARE
    every = [*told, *empty]
    return {
        "rows": [_row(n, row, titles, errors or {}) for n, row in enumerate(every)],
        "sums": sums(told, asked),
        "currency": asked.currency,
    }


def filled(rows: Sequence[Mapping[str, str]], asked: Asked) -> list[dict[str, str]]:
    """The rows with what a chosen product brings where nobody typed it: its name, unit, VAT and price. A
    price that is missing stays empty."""
    return [_filled(row, asked) if row["product_id"] else dict(row) for row in rows]


def _filled(row: Mapping[str, str], asked: Asked) -> dict[str, str]:
    told = dict(row)
    try:
        stands, missing = _read_alone(row, asked)
    except Refused:
        return told
    return {key: told[key] or ("" if key in missing else stands[key]) for key in KEYS}


def _read_alone(row: Mapping[str, str], asked: Asked) -> tuple[dict[str, str], Mapping[str, str]]:
    """The row as it would stand, and what stands in where the product gives nothing. Raises Refused."""
    missing: dict[str, str] = {}
    try:
        read = read_lines([row], asked)
    except Refused as refused:
        missing = {k: word for k, word in _STANDS_IN.items() if f"line_0_{k}" in refused.errors}
        read = read_lines([{**row, **missing}], asked)
    (stands,) = standing(read, asked)
    return stands, missing


def sums(rows: Sequence[Mapping[str, str]], asked: Asked) -> list[tuple[str, str]]:
    """What the lines add up to as far as they can be read."""
    lines: list[Line] = []
    for row in rows:
        try:
            lines += read_lines([row], asked)
        except Refused:
            continue
    totals = totals_of(lines, asked.currency)
    told = [(_("Before VAT"), totals.net), *((_vat(one), one.amount) for one in totals.vats)]
    return [(label, _shown(amount, asked)) for label, amount in (*told, (_("Total"), totals.total))]


def net_shown(line: Any, asked: Asked) -> str:
    """A stored line's amount."""
    return _shown(net_of(line, asked.currency), asked)


def _vat(one: Any) -> str:
    return _("VAT %s %%") % f"{one.percent:f}"


def _shown(amount: Decimal, asked: Asked) -> str:
    return money.shown(money.Money(amount, asked.currency), asked.language)


def _number(number: Decimal, language: str) -> str:
    text = f"{number.normalize():f}"
    return text.replace(".", ",") if language == "vi" else text


def _titles(rows: Sequence[Mapping[str, str]], user: Any) -> dict[str, str]:
    if not user.may_read_field("product.name"):
        return {}
    ids = [pk for row in rows if (pk := product_id(row))]
    known = Product.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): name for pk, name in known}


def _row(
    n: int, row: Mapping[str, str], titles: Mapping[str, str], errors: Mapping[str, str]
) -> dict[str, Any]:
    chooser = Chooser(
        reverse("records:choose", args=["product"]), titles.get(row["product_id"], "")
    )
    html = chooser.render("line_product_id", row["product_id"], {"id": f"line-{n}-product"})
    vat = row["vat_percent"]
    choices = [*VATS, *([vat] if vat not in VATS else [])]
    return {
        "n": n,
        "product": html,
        "vats": [(one, _vat_label(one), one == vat) for one in choices],
        "errors": [words for key, words in errors.items() if key.startswith(f"line_{n}_")],
        **{key: row[key] for key in KEYS},
    }


def _vat_label(one: str) -> str:
    return {"": _("As the product"), "none": _("No VAT")}.get(one, f"{one} %")
