"""From what a person, a file or a program gives to what a field stores, for every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from quen.fields.catalogue import Field
from quen.kit import amounts, days, masks, phones
from quen.kit.text import clean, fold, fold_label, one_line
from quen.kit.workspace import workspace

LONGEST = {"text": 400, "long_text": 20_000, "url": 400, "email": 254, "tax_id": 20}
MOST_CHOICES = 50
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Reader:
    """How words are to be understood: the language of numbers and days, the country of phones.

    `plain` is for programs: a number is decimals with a point, nothing else. `order` is that of days
    written in numbers with the year last: "dmy" or "mdy".
    """

    language: str = "vi"
    country: str = "VN"
    zone: str = "Asia/Ho_Chi_Minh"
    currency: str = "VND"
    plain: bool = False
    order: str = "dmy"


def reader_for(user: Any, *, plain: bool = False) -> Reader:
    """The reader that understands what this colleague types, or what their program sends."""
    it = workspace()
    return Reader(user.language, it.country, user.zone, it.currency, plain)


def stored(field: Field, given: Any, reader: Reader) -> Any:
    """What the field keeps of `given`; None for nothing. Raises ValueError in words for a person."""
    if given in EMPTY or (isinstance(given, str) and not given.strip()):
        return None
    return _READ[field.kind](field, given, reader)


def _text(field: Field, given: Any, reader: Reader) -> str:
    if not isinstance(given, (str, int, float, Decimal)) or isinstance(given, bool):
        raise ValueError(_("Give a text."))
    text = clean(str(given)).strip()
    text = text if field.kind == "long_text" else one_line(text)
    most = LONGEST.get(field.kind, 400)
    if len(text) > most:
        raise ValueError(_("At most %d letters fit here.") % most)
    return text


def _number(field: Field, given: Any, reader: Reader) -> str:
    """A number as it is kept. What a person typed is read in their language: "1.500" is 1500 in
    Vietnamese; what a program sends has a point before its decimals."""
    typed = isinstance(given, str) and not reader.plain
    number = _typed_number(str(given), reader) if typed else _plain_number(given)
    if number is None or not number.is_finite() or abs(number) >= 10**15:
        raise ValueError(_("Give a number."))
    return format(number.normalize(), "f") if number else "0"


def _plain_number(given: Any) -> Decimal | None:
    text = "" if isinstance(given, bool) else str(given).strip()
    try:
        return Decimal(text) if "," not in text and text.count(".") <= 1 else None
    except InvalidOperation:
        return None


def _typed_number(text: str, reader: Reader) -> Decimal | None:
    """A bare number with all its decimals, or an amount with a short unit ("5tr")."""
    try:
        return amounts.parse_number(text, reader.language)
    except ValueError:
        pass
    try:
        return amounts.parse_amount(text, reader.language, reader.currency).amount
    except ValueError:
        return None


def _money(field: Field, given: Any, reader: Reader) -> dict[str, str]:
    if isinstance(given, dict):
        amount, currency = given.get("amount"), str(given.get("currency") or reader.currency)
        currency = currency.upper()[:3]
        if isinstance(amount, str) and not reader.plain:
            parsed = amounts.parse_amount(amount, reader.language, currency)
            return {"amount": format(parsed.amount, "f"), "currency": parsed.currency}
        return {"amount": _number(field, amount, reader), "currency": currency}
    if isinstance(given, str) and not reader.plain:
        text, currency = _named_currency(given, reader.currency)
        parsed = amounts.parse_amount(text, reader.language, currency)
        return {"amount": format(parsed.amount, "f"), "currency": parsed.currency}
    return {"amount": _number(field, given, reader), "currency": reader.currency}


def names_currency(given: Any, read: str, usual: str) -> bool:
    """Whether an amount as it was given says its currency: a bare number leaves a record's own as it is.
    `read` is the currency it was read in, `usual` the company's."""
    if isinstance(given, dict):
        return bool(given.get("currency"))
    return read != usual or str(given).rstrip().upper().endswith(usual)


def _named_currency(text: str, currency: str) -> tuple[str, str]:
    """A currency written behind the amount ("1.2M USD") stands before the company's own."""
    amount, _blank, code = text.strip().rpartition(" ")
    named = amount and len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
    return (amount, code) if named else (text, currency)


def _rating(field: Field, given: Any, reader: Reader) -> int:
    number = Decimal(_number(field, given, reader))
    if number != int(number) or not 0 <= number <= 5:
        raise ValueError(_("A rating is a whole number from 0 to 5."))
    return int(number)


_YES = {"true", "yes", "y", "1", "x", "có", "co", "đúng", "ใช่", "มี", "on"}
_NO = {"false", "no", "n", "0", "không", "khong", "sai", "ไม่", "ไม่ใช่", "ไม่มี", "off"}


def _boolean(field: Field, given: Any, reader: Reader) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(_("Choose yes or no."))


def _choice(field: Field, given: Any, reader: Reader) -> Any:
    """The key, found by key or by label in any spelling."""
    options = field.options()
    if any(given == choice.key for choice in options):
        return given
    wanted = fold(str(given))
    for choice in options:
        if wanted in (fold_label(str(choice.key)), fold_label(str(choice.label))):
            return choice.key
    raise ValueError(_("There is no choice “%s” here.") % str(given)[:60])


def _choices(field: Field, given: Any, reader: Reader) -> list[Any]:
    many = given if isinstance(given, list) else str(given).replace(";", ",").split(",")
    keys = list(dict.fromkeys(_choice(field, one, reader) for one in many if one not in EMPTY))
    if len(keys) > MOST_CHOICES:
        raise ValueError(_("At most %d choices fit here.") % MOST_CHOICES)
    return keys


def _date(field: Field, given: Any, reader: Reader) -> str:
    return days.parse_day(str(given), reader.language, reader.order).isoformat()


def _datetime(field: Field, given: Any, reader: Reader) -> str:
    moment = (
        given
        if isinstance(given, datetime)
        else days.parse_moment(str(given), reader.zone, reader.language, reader.order)
    )
    return moment.astimezone(UTC).isoformat()


def _reference(field: Field, given: Any, reader: Reader) -> int:
    try:
        number = int(given)
        if isinstance(given, (bool, float)) or not 0 < number < 2**63:
            raise ValueError
    except (TypeError, ValueError):
        raise ValueError(_("Choose a record.")) from None
    return number


def _file(field: Field, given: Any, reader: Reader) -> Any:
    """Which file; whether there is one is known where it is kept."""
    return given if isinstance(given, dict) else {"id": _reference(field, given, reader)}


def _phone(field: Field, given: Any, reader: Reader) -> str:
    masks.refuse(str(given))
    return phones.parse(str(given), reader.country).e164


def _email(field: Field, given: Any, reader: Reader) -> str:
    text = one_line(clean(str(given))).strip()
    masks.refuse(text)
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("This is no e-mail address.")) from None
    return text


def _url(field: Field, given: Any, reader: Reader) -> str:
    text = _text(field, given, reader)
    full = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(full)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in full
    except ValueError:
        fine = False
    if not fine:
        raise ValueError(_("Give a web address such as https://example.com."))
    return full


_READ: dict[str, Callable[[Field, Any, Reader], Any]] = {
    "text": _text,
    "long_text": _text,
    "tax_id": _text,
    "number": _number,
    "money": _money,
    "rating": _rating,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "datetime": _datetime,
    "user": _reference,
    "team": _reference,
    "relation": _reference,
    "file": _file,
    "phone": _phone,
    "email": _email,
    "url": _url,
}
