"""What is special about the cells of people and companies: several numbers in one, places in parts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy

from quen.fields.drafts import Taking
from quen.fields.importing.nouns import Prepared
from quen.fields.importing.objects import Batch, Row, Target
from quen.kit import phones
from quen.kit.records import type_of
from quen.kit.refused import Refused
from quen.kit.text import fold
from quen.kit.workspace import workspace
from quen.people.actions.consents import CHANNELS, write_consents
from quen.people.actions.places import ask_divided
from quen.people.choices import CHANNELS as LABELS
from quen.people.drafts import ADDRESS, handle, take_addresses
from quen.people.models import Address, ConsentPurpose
from quen.people.places import State, convert, parts_of, turned

REACH = (
    Target("more_phones", gettext_lazy("Further phones"), ("số khác", "điện thoại khác", "điện thoại 2", "di động 2", "sđt 2", "sđt phụ", "เบอร์อื่น", "other phone", "home phone", "work phone", "phone 2 - value", "phone 3 - value", "phone 4 - value", "company phone"), "phone"),
    Target("more_emails", gettext_lazy("Further e-mail addresses"), ("email khác", "email 2", "อีเมลอื่น", "other email", "secondary email", "e-mail 2 - value", "e-mail 3 - value", "additional email addresses", "email_2"), "email"),
)  # fmt: skip
PLACE = (
    Target("address", gettext_lazy("Address"), ("địa chỉ", "số nhà", "đường", "ที่อยู่", "address", "street", "street address", "mailing street", "billing street", "address 1 - street", "address line 1")),
    Target("ward", gettext_lazy("Ward"), ("phường", "xã", "phường/xã", "xã/phường", "ตำบล", "แขวง", "ตำบล/แขวง", "ward")),
    Target("district", gettext_lazy("District"), ("quận", "huyện", "quận/huyện", "อำเภอ", "เขต", "อำเภอ/เขต", "district")),
    Target("province", gettext_lazy("Province"), ("tỉnh", "thành phố", "tỉnh/thành", "tỉnh/tp", "tỉnh thành", "tỉnh/thành phố", "จังหวัด", "province", "city", "mailing city", "billing city", "address 1 - city")),
    Target("region", gettext_lazy("State or region"), ("state", "state/region", "mailing state", "billing state", "mailing state/province", "billing state/province", "address 1 - region")),
    Target("postcode", gettext_lazy("Postcode"), ("mã bưu chính", "รหัสไปรษณีย์", "postcode", "postal code", "zip", "zip code", "mailing zip", "mailing postal code", "mailing zip/postal code", "billing zip", "billing postal code", "billing zip/postal code", "address 1 - postal code", "postal_code")),
    Target("country", gettext_lazy("Country"), ("quốc gia", "nước", "ประเทศ", "country", "country/region", "mailing country", "billing country", "address 1 - country")),
)  # fmt: skip
_PLACES = tuple(target.key for target in PLACE)
EXTRA = frozenset({"more_phones", "more_emails", *_PLACES})
_SEVERAL = re.compile(r"[/;,|\n:]| - | – |\w \+|\d\s+0|hoặc|hay|หรือ|\bor\b")
_MAIL = re.compile(r"[^\s;,/|<>()\[\]\"]+@[^\s;,/|<>()\[\]\"]+")
_COUNTRIES = {
    "viet nam": "VN", "vietnam": "VN", "vn": "VN", "ไทย": "TH", "ประเทศไทย": "TH", "thailand": "TH",
    "thai lan": "TH", "united states": "US", "usa": "US", "hoa ky": "US", "united kingdom": "GB",
    "uk": "GB", "singapore": "SG", "malaysia": "MY", "japan": "JP", "nhat ban": "JP", "korea": "KR",
    "south korea": "KR", "han quoc": "KR", "china": "CN", "trung quoc": "CN", "lao": "LA", "laos": "LA",
    "cambodia": "KH", "campuchia": "KH", "france": "FR", "phap": "FR", "germany": "DE", "duc": "DE",
    "australia": "AU", "uc": "AU", "canada": "CA", "india": "IN", "an do": "IN", "indonesia": "ID",
    "philippines": "PH", "taiwan": "TW", "dai loan": "TW", "hong kong": "HK", "italy": "IT", "spain": "ES",
    "netherlands": "NL", "russia": "RU", "nga": "RU", "myanmar": "MM", "belgium": "BE", "sweden": "SE",
}  # fmt: skip


def parted(row: Row) -> Row:
    """The first phone and mail of a cell is the primary one, the rest are further ones."""
    for key, more, split in (("phone", "more_phones", _phones), ("email", "more_emails", _mails)):
        first, rest = row.get(key, ""), row.get(more, "")
        if not rest and not _SEVERAL.search(first) and "<" not in first:
            continue
        found = split(first)
        further = [*found[1:], *split(rest)]
        row = {**row, more: "\n".join(further)} | ({key: found[0]} if found else {})
    return row


def _phones(cell: str) -> list[str]:
    return phones.split(cell.replace(":::", ";"))


def _mails(cell: str) -> list[str]:
    return _MAIL.findall(cell) or [cell.strip()] * bool(cell.strip())


def fix(prepared: Prepared, batch: Batch) -> None:
    """Read further phones and mails, and the place from its parts. Raises Refused by field."""
    more: list[str] = []
    for key, kind, listed in (
        ("more_phones", "phone", "phones"),
        ("more_emails", "email", "emails"),
    ):
        if told := prepared.extra.get(key, ""):
            rows = [_handle(key, kind, one, batch) for one in told.split("\n") if one.strip()]
            if rows and not prepared.draft.parts.get(f"{kind}!"):
                rows[0] = replace(rows[0], primary=True)
            prepared.draft.parts[f"{kind}+"] = rows
            more.append(listed)
    if any(prepared.extra.get(key, "").strip() for key in _PLACES):
        _take_place(prepared, batch)
        more.append("addresses")
    prepared.more = tuple(more)


def _handle(key: str, kind: str, value: str, batch: Batch) -> Any:
    try:
        return handle(kind, value, batch.reader)
    except ValueError as error:
        raise Refused(str(error), errors={key: str(error)}) from error


def _take_place(prepared: Prepared, batch: Batch) -> None:
    told = {key: " ".join(prepared.extra.get(key, "").split()) for key in _PLACES}
    country = told["country"]
    code = _COUNTRIES.get(fold(country), country.upper() if len(country) == 2 else "")
    # What is no known country, and a state beside a city, are not lost: they end the street.
    rest = [told["region"] if told["province"] else "", "" if code else country]
    place = {
        "street": ", ".join(filter(None, (told["address"], *rest)))[: ADDRESS["street"]],
        "ward": told["ward"],
        "district": told["district"],
        "province": told["province"] or told["region"],
        "postcode": told["postcode"],
        "country": code,
    }
    try:
        take_addresses(Taking(prepared.draft, "addresses", [place], batch.reader, batch.by))
    except ValueError as error:
        raise Refused(str(error), errors={"address": str(error)}) from error
    if batch.options.get("places"):
        prepared.draft.parts["addresses"] = [
            _of_today(row) for row in prepared.draft.parts["addresses"]
        ]


def _of_today(row: dict[str, Any]) -> dict[str, Any]:
    """A Vietnamese address of before July 2025 as today's, where that is certain."""
    if row["country"] != "VN":
        return row
    parts = parts_of(row)
    answer = convert(parts["province"], parts["district"], parts["ward"])
    if answer.state is State.SURE or (
        answer.state is State.NEW and parts["street"] != row["street"]
    ):
        return row | turned(row, parts, answer.places[0])
    return row


def after(pairs: Sequence[tuple[Any, Prepared]], batch: Batch) -> None:
    """Write the consent that the importer says these people have given, and ask for divided wards."""
    ask_after(pairs, batch)
    told = batch.options.get("consent") or {}
    purpose = ConsentPurpose.objects.filter(pk=told.get("purpose") or 0).first()
    if purpose is None:
        return
    people = [record for record, _prepared in pairs]
    for channel in told.get("channels") or ():
        write_consents(people, purpose, channel, by=batch.by, source=str(told.get("source") or ""))


def ask_after(pairs: Sequence[tuple[Any, Prepared]], batch: Batch) -> None:
    """Ask where the addresses of these rows are today whose ward was divided, if they are to be converted."""
    records = [it for it, prepared in pairs if "addresses" in prepared.more]
    if records and batch.options.get("places"):
        holder = type_of(records[0])
        ask_divided(Address.objects.filter(**{f"{holder}__in": records}, country="VN"))


def consent_choices() -> dict[str, Any]:
    """What the importer can say these people have agreed to."""
    purposes = [(purpose.pk, purpose.label) for purpose in ConsentPurpose.objects.all()]
    labels = {str(key): str(label) for key, label in LABELS}
    channels = [(key, labels.get(key, key)) for key in CHANNELS]
    return {"purposes": purposes, "channels": channels, **place_choices()}


def place_choices() -> dict[str, Any]:
    """Whether addresses can be converted: there are some of before July 2025 in Vietnam alone."""
    return {"places": workspace().country == "VN"}
