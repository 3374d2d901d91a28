"""Controls of more than one part: money, lists of phones, addresses, the chooser of a record."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

CURRENCIES = ("VND", "THB", "USD", "EUR", "JPY", "CNY", "SGD", "AUD", "GBP", "KRW")
HANDLE_ROWS = 20


class Drawn(forms.Widget):
    """A widget that our own template draws, with our own tags."""

    drawn_by = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        built = self.build_attrs(self.attrs, attrs)
        facts = {"name": name, "id": built.get("id", name), "invalid": built.get("aria-invalid")}
        return SafeString(render_to_string(self.drawn_by, facts | self.facts(value)))

    def facts(self, value: Any) -> dict[str, Any]:
        return {"value": value}


class Money(Drawn):
    """An amount and its currency."""

    drawn_by = "fields/widgets/money.html"

    def facts(self, value: Any) -> dict[str, Any]:
        amount, currency = value or ("", "")
        known = [*dict.fromkeys([currency, *CURRENCIES] if currency else CURRENCIES)]
        return {"amount": amount, "currency": currency, "currencies": known}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return [data.get(name, ""), data.get(f"{name}_currency", "")]


class Chooser(Drawn):
    """A record found by typing; without scripts the page lists what was found."""

    drawn_by = "fields/widgets/chooser.html"

    def __init__(self, url: str, title: str = "", attrs: Any = None) -> None:
        super().__init__(attrs)
        self.url, self.title = url, title

    def facts(self, value: Any) -> dict[str, Any]:
        return {"value": value or "", "url": self.url, "title": self.title}


class Handles(Drawn):
    """Phones or mails, each with a label; the first one is the primary one. Of a masked one the form
    holds the seal (`fields.masking`)."""

    drawn_by = "fields/widgets/handles.html"

    def __init__(self, kind: str, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.kind = kind

    def facts(self, value: Any) -> dict[str, Any]:
        rows = [{**one, "label": one.get("label", "")} for one in value or []]
        empty = {"value": "", "label": ""}
        return {"rows": [*rows, empty], "type": "tel" if self.kind == "phone" else "email"}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        pairs = zip(
            data.getlist(name), [*data.getlist(f"{name}_label"), *[""] * HANDLE_ROWS], strict=False
        )
        gone = data.getlist(f"{name}_gone")
        kept = ((one, label) for one, label in pairs if one.strip() and one not in gone)
        return [{"value": one, "label": label} for one, label in kept]


class Kept(Drawn):
    """One masked phone or mail, which stays unless another is typed or it is removed."""

    drawn_by = "fields/widgets/kept.html"

    def __init__(self, kind: str, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.kind = kind

    def facts(self, value: Any) -> dict[str, Any]:
        return {"kept": value[0] if value else {}, "type": self.kind}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        stays = "" if data.get(f"{name}_gone") else data.get(f"{name}_kept", "")
        return data.get(name, "").strip() or stays


class Address(Drawn):
    """One address by its parts; further addresses of the record are kept as they are."""

    drawn_by = "fields/widgets/address.html"
    parts = ("label", "street", "ward", "district", "province", "postcode", "country")

    def facts(self, value: Any) -> dict[str, Any]:
        first, *rest = value or [{}]
        return {"value": first, "rest": json.dumps(rest)}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        first = {part: data.get(f"{name}_{part}", "").strip() for part in self.parts}
        told = any(first[part] for part in ("street", "ward", "district", "province", "postcode"))
        try:
            rest = json.loads(data.get(f"{name}_rest") or "[]")
        except ValueError:
            rest = []
        return [*([first] if told else []), *(rest if isinstance(rest, list) else [])]


class Birthday(Drawn):
    """A day with or without its year, in the solar or the lunar calendar."""

    drawn_by = "fields/widgets/birthday.html"

    def facts(self, value: Any) -> dict[str, Any]:
        day, calendar = value or ("", "solar")
        return {"day": day, "calendar": calendar}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return [data.get(name, ""), data.get(f"{name}_calendar", "")]


class FileChoice(Drawn):
    """A file from one's device in place of the one that stands; `kept` is what the record holds now."""

    drawn_by = "fields/widgets/file.html"
    needs_multipart_form = True

    def __init__(self, kept: Any = None, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.kept = kept or {}

    def facts(self, value: Any) -> dict[str, Any]:
        return {"kept": self.kept}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if sent := files.get(name):
            return sent
        stays = data.get(f"{name}_id") and not data.get(f"{name}_gone")
        return {"id": data[f"{name}_id"]} if stays else None
