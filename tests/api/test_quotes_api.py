"""Quotes and lines of deals by token: the same rights and refusals as on the pages."""

import json
from decimal import Decimal

import pytest

from quen.sales.models import Quote


@pytest.fixture
def api(client, office):
    """Calls of a colleague's token; gives (status, body)."""
    from quen.accounts.actions.tokens import add_token

    def call(who: str, method: str, path: str, body=None, **headers):
        _row, secret = add_token(
            getattr(office, who), name="t", by=getattr(office, who), scope="write"
        )
        answer = client.generic(
            method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content or b"{}")

    return call


LINES = [
    {"name": "Thép", "quantity": "2.5", "unit_price": "100000", "vat_percent": "8"},
    {"name": "Phí", "unit_price": "5000", "vat_percent": None},
]


def test_lines_make_a_quote_that_is_sent_and_decided(api, deal):
    status, told = api("binh", "POST", f"deals/{deal.pk}/lines", {"lines": LINES})
    assert (status, Decimal(told["amount"])) == (200, 255000)
    assert [(row["name"], Decimal(row["quantity"])) for row in told["lines"]] == [
        ("Thép", Decimal("2.5")), ("Phí", 1),
    ]  # fmt: skip
    assert told["lines"][1]["vat_percent"] is None
    status, quote = api("binh", "POST", f"deals/{deal.pk}/quotes", {"kind": "firm"})
    assert (status, quote["state"], quote["link"]) == (201, "draft", "")
    assert Decimal(quote["total"]) == 275000
    path = f"quotes/{quote['id']}"
    assert api("binh", "PATCH", path, {"title": "Thép Q4"})[0] == 428
    status, changed = api("binh", "PATCH", path, {"title": "Thép Q4", "version": quote["version"]})
    assert (status, changed["title"]) == (200, "Thép Q4")
    assert api("binh", "PATCH", path, {"title": "X", "version": quote["version"]})[0] == 412
    status, sent = api("binh", "POST", f"{path}/send", {})
    assert (status, sent["state"]) == (200, "sent")
    assert "/q/" in sent["link"]
    assert api("binh", "POST", f"{path}/send", {})[0] == 422
    assert api("binh", "DELETE", path, None, **{"If-Match": f'"{sent["version"]}"'})[0] == 422
    status, done = api("binh", "POST", f"{path}/accept", {"name": "Chị Hồng"})
    assert (status, done["state"]) == (200, "accepted")
    assert api("binh", "POST", f"{path}/decline", {"reason": "x"})[0] == 422
    status, page = api("binh", "GET", "quotes?state=accepted")
    assert [one["id"] for one in page["items"]] == [quote["id"]]


def test_bad_bodies_are_named_and_nothing_changes(api, deal):
    status, told = api("binh", "POST", f"deals/{deal.pk}/lines", {"lines": [{"name": "X"}]})
    assert status == 422
    assert told["errors"][0]["field"] == "line_0_unit_price"
    for wrong in ({"lines": "x"}, {"lines": [1]}, {"rows": []}):
        assert api("binh", "POST", f"deals/{deal.pk}/lines", wrong)[0] in (400, 422)
    assert api("binh", "POST", f"deals/{deal.pk}/quotes", {"kind": "great"})[0] == 422
    assert not Quote.objects.exists()


def test_who_reaches_a_quote_by_token(api, deal):
    _status, quote = api("binh", "POST", f"deals/{deal.pk}/quotes")
    for who, status in (("an", 200), ("chi", 404), ("dung", 404), ("em", 200)):
        assert api(who, "GET", f"quotes/{quote['id']}")[0] == status
    assert api("chi", "POST", f"deals/{deal.pk}/quotes")[0] == 404
    assert api("em", "POST", f"quotes/{quote['id']}/send")[0] == 403
