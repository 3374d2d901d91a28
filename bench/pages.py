"""Pages: lists at every role, records, the board, the API; each beside the bare view of the same run."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.test import Client, override_settings
from django.urls import reverse

from bench import cast
from bench.figures import Cost, Line, cost, queries
from quen.accounts.actions.tokens import add_token
from quen.fields import lists
from quen.fields.catalogue import catalogue
from quen.fields.conditions import parse
from quen.fields.cursors import Cursor
from quen.fields.listing import page_of as rows_of
from quen.people.models import Contact
from quen.sales.models import Deal
from quen.web.demo import names

COLUMNS = "full_name,company_id,lifecycle_stage,owner_id,phone,email,score,last_activity_at"
CHOICE = {"field": "custom.readiness", "op": "not_empty", "value": None}
# Three of ten trades, in the words of each country.
TRADES = [names.INDUSTRIES[country][n] for country in names.INDUSTRIES for n in (0, 2, 3)]
INDUSTRY = {"field": "company.industry", "op": "in", "value": TRADES}
STAGE = {"field": "lifecycle_stage", "op": "in", "value": ["lead"]}
EVENT = {"event": "note.added", "within_days": 30}
SINGLE = {"custom field": CHOICE, "company field": INDUSTRY, "stage": STAGE, "event": EVENT}
COMBINED = {"all": [CHOICE, INDUSTRY, EVENT]}
TWENTY = {"all": [{"field": "job_title", "op": "is", "value": cast.RARE}]}


def bare(path: str) -> Cost:
    """The bare view through the same test client, without our middleware."""
    with override_settings(ROOT_URLCONF="bench.bare", MIDDLEWARE=[]):
        client = Client()
        return cost(lambda: _fine(client.get(path)), 25)


def signed_in(user: Any) -> Client:
    """A browser of this user."""
    client = Client()
    client.force_login(user)
    return client


def list_lines(people: dict[str, Any]) -> Iterator[Line]:
    """Lists: plain, deep, single conditions, the combined view, and twenty of all."""
    unit = bare("/table/")
    yield Line("bare", "bare view, 50 rows of eight columns", "ms", unit.cpu, wall=unit.wall)
    for who, user in people.items():
        get = _getter(signed_in(user), user)
        yield from _list(f"list {who} plain", get, {}, unit, 6)
        yield from _list(f"list {who} deep", get, {"after": _deep(user)}, unit, 6)
        for name, rule in SINGLE.items():
            share = _share(user, rule)
            gate = 6 if share >= 0.1 else 8
            asked = {"filter": json.dumps({"all": [rule]})}
            yield from _list(f"list {who} {name}", get, asked, unit, gate, _note(user, rule, share))
        yield from _combined(who, user, get, unit)
        yield _twenty(who, user, get)


Get = Callable[[dict[str, str]], Any]


def _getter(client: Client, user: Any) -> Get:
    address = reverse("people:contacts")

    def get(asked: dict[str, str]) -> Any:
        return _fine(client.get(f"{address}?{urlencode({'columns': COLUMNS, **asked})}"))

    return get


def _list(
    key: str, get: Get, asked: dict[str, str], unit: Cost, gate: float, note: str = ""
) -> Iterator[Line]:
    spent = cost(lambda: get(asked))
    yield Line(key, key, "ms", spent.cpu, unit.cpu, "ratio", gate, wall=spent.wall, note=note)
    yield Line(f"{key} queries", f"{key}: queries", "", queries(lambda: get(asked)), most=8)


def _combined(who: str, user: Any, get: Get, unit: Cost) -> Iterator[Line]:
    asked = {"filter": json.dumps(COMBINED)}
    note = f"{_share(user, COMBINED):.2%} kept"
    yield from _list(f"list {who} combined", get, asked, unit, 8, note)
    spent = cost(lambda: _ids(user, COMBINED))
    key = f"list {who} combined: ids"
    yield Line(key, key, "ms", spent.cpu, most=15, wall=spent.wall)


def _twenty(who: str, user: Any, get: Get) -> Line:
    """Rows that no index finds: answered within the limit, page by page until all are found."""
    spent = cost(lambda: get({"filter": json.dumps(TWENTY)}), 5)
    page = _ids(user, TWENTY)
    said = f"{len(page.ids)} found" + (f" in {page.looked:,} looked at" if page.looked else "")
    key = f"list {who} twenty"
    return Line(key, key, "ms", spent.cpu, most=1_000, wall=spent.wall, note=said)


def _ids(user: Any, rule: dict[str, Any]) -> Any:
    known = catalogue("contact", user)
    sort = lists.sort_of(lists.SPECS["contact"], known, "")
    return rows_of(Contact, user, parse(rule, known), sort)


def _note(user: Any, rule: dict[str, Any], share: float) -> str:
    return f"{share:.1%} kept, {len(_ids(user, rule).ids)} shown"


def _share(user: Any, rule: dict[str, Any]) -> float:
    rows = Contact.objects.visible_to(user)
    total = rows.count()
    for node in parse(rule, catalogue("contact", user)):
        rows = rows.filter(node.q())
    return rows.count() / max(total, 1)


def _deep(user: Any) -> str:
    """A cursor 100,000 rows deep, or in the middle of fewer."""
    rows = Contact.objects.visible_to(user).order_by("-last_activity_at", "-pk")
    at = min(100_000, rows.count() // 2)
    value, pk = rows.values_list("last_activity_at", "pk")[at : at + 1][0]
    return Cursor(value, pk).text()


def other_lines(people: dict[str, Any]) -> Iterator[Line]:
    """Record page, board, the day of everybody, the data's quality, and the API list."""
    admin = people["administrator"]
    client = signed_in(admin)
    contact = Deal.objects.filter(contact__isnull=False, state="open").first().contact_id
    pages = {
        "record": (reverse("people:contact", args=[contact]), 15),
        "board": (reverse("sales:board"), 12),
        "quality": (reverse("people:quality"), 12),
    }
    for name, (address, most) in pages.items():
        yield from _one(name, client, address, most)
    for who, user in people.items():
        yield from _one(f"day {who}", signed_in(user), reverse("web:home"), 12)
    yield _api(admin)


def _one(name: str, client: Client, address: str, most: int) -> Iterator[Line]:
    ask = page_of(client, address)
    spent = cost(ask)
    yield Line(name, f"{name} page", "ms", spent.cpu, wall=spent.wall)
    yield Line(f"{name} queries", f"{name} page: queries", "", queries(ask), most=most)


def page_of(client: Client, address: str) -> Callable[[], Any]:
    """Asks for a page, and raises RuntimeError where it is not fine."""
    return lambda: _fine(client.get(address))


def _api(user: Any) -> Line:
    _token, secret = add_token(user, name="bench", by=user)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    spent = cost(lambda: _fine(client.get("/api/v1/contacts?limit=50")), 25)
    unit = bare("/values/")
    return Line("api", "API list of 50", "ms", spent.cpu, unit.cpu, "ratio", 4, wall=spent.wall)


def _fine(response: Any) -> Any:
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code}: {response.content[:200]!r}")
    return response
