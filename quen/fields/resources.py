"""A noun in the API: what it is called there, and how one of its records is found, written and answered."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.params.functions import Path

from quen.fields.actions import records
from quen.fields.drafts import Invalid
from quen.fields.nouns import Noun
from quen.fields.reading import reader_for
from quen.kit.records import TYPES
from quen.kit.redirects import survivor
from quen.kit.refused import WentElsewhere

_ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')
Facts = dict[str, Any]
Id = Path(..., ge=1, le=2**63 - 1)


@dataclass(frozen=True)
class Resource:
    """A noun in the API: its plural, its default sort, and how many records become facts at once.

    `facts(records, wanted, user)` gives the answer's objects for rows in order; `matches` are keys a
    batch may find an existing record by: `match(key, item, user) -> record | None`.
    """

    noun: Noun
    plural: str
    sort: str
    facts: Callable[[Sequence[int], Sequence[str] | None, Any], list[Facts]]
    shape: Mapping[str, Any]
    matches: Mapping[str, Callable[[Any, Any], Any]] = field(default_factory=dict)


def answer(facts: Any, status: int = 200) -> HttpResponse:
    """JSON as fast as it goes; a record's version is its ETag."""
    made = HttpResponse(orjson.dumps(facts), status=status, content_type="application/json")
    if isinstance(facts, dict) and "version" in facts:
        made["ETag"] = f'"{facts["version"]}"'
    return made


def seen(it: Resource, pk: int, user: Any, action: str = "view") -> Any:
    """The record, where the token may do this to it. Raises Http404 where it may not even see it, and
    WentElsewhere for one that was merged into another."""
    rows = TYPES[it.noun.type].visible_to(user, action)
    found = rows.filter(pk=pk).first()
    if found is None:
        to = survivor(it.noun.type, pk)
        if to is not None and rows.filter(pk=to).exists():
            raise WentElsewhere(f"/api/v1/{it.plural}/{to}")
        raise Http404
    return found


def version_of(request: HttpRequest, given: Any) -> int | None:
    """The version from If-Match or the body. Raises Invalid where it is no version."""
    text = request.headers.get("If-Match", "") or ("" if given is None else str(given))
    if not text:
        return None
    match = _ETAG.fullmatch(text.strip())
    if match is None:
        raise Invalid(_("A version is a whole number."), {"version": text[:40]})
    return int(match[1])


def add_given(it: Resource, given: Facts, user: Any) -> int:
    """Add a record from the API's shape; gives its id. Raises Refused with errors by field."""
    reader = reader_for(user, plain=True)
    return int(records.add_one(it.noun, given, by=user, via="api", reader=reader).pk)


def change_given(it: Resource, record: Any, given: Facts, user: Any, version: int | None) -> Any:
    """Change a record from the API's shape, at this `version` or (None) at any. Raises Refused."""
    reader = reader_for(user, plain=True)
    how: Facts = {"by": user, "version": version, "via": "api", "reader": reader}
    return records.change_one(it.noun, record, given, **how)
