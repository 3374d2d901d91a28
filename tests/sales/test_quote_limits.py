"""What deals' products and quotes do not allow: to whom the amount is hidden, once a deal is over or thrown away."""

from datetime import UTC, datetime

import pytest
import time_machine as machine
from django.urls import reverse

from quen.accounts.actions.rights import refresh
from quen.commerce.models import Order
from quen.kit.refused import Refused
from quen.sales import staging
from quen.sales.actions import deciding
from quen.sales.actions.deals import trash_deals
from quen.sales.actions.lines import set_lines
from quen.sales.actions.moving import lose_deal, win_deal
from quen.sales.actions.orders import order_from_quote
from quen.sales.actions.quotes import draft_quote, send_quote
from quen.sales.models import Deal, Quote
from quen.sales.quote_mail import link_to
from quen.timeline.models import Event
from tests.api.test_quotes_api import api  # noqa: F401 - a fixture

ROPE = {"name": "Cáp", "quantity": "2.125", "unit_price": "100000"}


@pytest.fixture
def sent(deal, office) -> Quote:
    set_lines(deal, [ROPE], by=office.binh, language="en")
    return send_quote(draft_quote(deal, by=office.binh), by=office.binh)


@pytest.fixture
def kept_from(office):
    """Binh's role may only read the amount of deals, or not even that."""

    def keep(how: str) -> None:
        role = office.binh.roles.get()
        role.fields = {**role.fields, "deal.amount": how}
        role.save(update_fields=["fields"])
        refresh([office.binh])
        office.binh.refresh_from_db()

    return keep


def row(**given: str) -> dict[str, list[str]]:
    keys = (
        "product_id",
        "name",
        "unit",
        "quantity",
        "unit_price",
        "discount_percent",
        "vat_percent",
    )
    return {f"line_{key}": [given.get(key, "")] for key in keys}


def test_the_api_takes_back_the_lines_it_gave_whatever_language_its_user_reads(sent, office, api):  # noqa: F811
    office.binh.language = "vi"
    office.binh.save(update_fields=["language"])
    draft = draft_quote(sent.deal, by=office.binh)
    _status, told = api("binh", "GET", f"quotes/{draft.pk}")
    given = {"lines": told["lines"], "version": told["version"]}
    status, after = api("binh", "PATCH", f"quotes/{draft.pk}", given)
    assert (status, after["lines"], after["total"]) == (200, told["lines"], told["total"])


@pytest.mark.parametrize(("how", "page"), [("hide", 403), ("read", 200)])
def test_lines_do_not_lead_around_a_right_to_the_amount(how, page, sent, kept_from, office, client):
    kept_from(how)
    client.force_login(office.binh)
    address = reverse("sales:deal_lines", args=[sent.deal_id])
    assert client.get(address).status_code == page
    client.post(address, row(name="Cáp", quantity="1", unit_price="5"))
    assert Deal.objects.get(pk=sent.deal_id).amount == 212500
    shown = client.get(reverse("sales:quote", args=[sent.pk])).status_code
    assert shown == (404 if how == "hide" else 200)


@pytest.mark.parametrize("how", ["hide", "read"])
def test_nor_do_they_in_the_api(how, sent, kept_from, api):  # noqa: F811
    kept_from(how)
    _status, told = api("binh", "GET", f"deals/{sent.deal_id}")
    assert ("lines" in told, "amount" in told) == (how == "read", how == "read")
    given = {"lines": [{"name": "x", "unit_price": "5"}]}
    assert api("binh", "POST", f"deals/{sent.deal_id}/lines", given)[0] == 403


def test_the_products_of_a_deal_that_is_over_stay(sent, office):
    done = win_deal(sent.deal, by=office.binh, checked=False)
    with pytest.raises(Refused, match="closed"):
        set_lines(done, [ROPE], by=office.binh, language="en")


def test_who_may_only_look_at_a_deal_places_no_order_on_it(sent, office, client):
    client.force_login(office.an)
    assert client.get(reverse("sales:deal", args=[sent.deal_id])).status_code == 200
    office.an.grants = {**office.an.grants, "sales.change_deal": "own", "sales.change_quote": "own"}
    office.an.save(update_fields=["grants"])
    for name, pk in (("deal_order", sent.deal_id), ("quote_order", sent.pk)):
        assert client.post(reverse(f"sales:{name}", args=[pk])).status_code == 404
    assert not Order.objects.exists()


def test_a_quote_ends_with_its_deal_in_the_trash(sent, office, client):
    link = link_to(sent)
    accepted = deciding.accept_quote(sent, name="Hồng", proof={})
    trash_deals([sent.deal], by=office.binh)
    assert client.get(link).status_code == 404
    with pytest.raises(Refused):
        order_from_quote(accepted, by=office.binh)


def test_openings_of_a_quote_are_counted_up_to_a_bound(sent, monkeypatch):
    monkeypatch.setattr(deciding, "MOST_OPENINGS", 3)
    for visit in ("a", "b", "a", "c", "d", "e"):
        deciding.see_quote(sent, visit, 5)
    told = Event.objects.filter(kind="quote.opened").order_by("pk")
    assert [one.data["times"] for one in told] == [1, 2, 3]
    assert {one.via for one in told} == {"guest"}
    assert sent.openings.count() == 3


@machine.travel(datetime(2026, 11, 20, 18, tzinfo=UTC), tick=False)  # half past one at night in Huế
def test_a_day_to_ask_again_is_one_to_come_where_the_company_is(deal, office):
    price = staging.reason("price", "lost")
    with pytest.raises(Refused, match="day to come"):
        lose_deal(deal, price, by=office.binh, ask_again_on=datetime(2026, 11, 21).date())


@pytest.mark.parametrize("odd", ["²", "9" * 30, "-1", "x"])
def test_odd_numbers_in_addresses_and_forms_of_deals_break_nothing(odd, deal, office, client):
    client.force_login(office.binh)
    for name in ("deals", "board", "months", "forecast"):
        assert client.get(reverse(f"sales:{name}"), {"view": odd}).status_code == 200, name
    for key in ("contact_id", "company_id", "owner_id"):
        assert client.get(reverse("sales:deal_new"), {key: odd}).status_code == 200, key
    assert (
        client.post(reverse("sales:deal_new"), {"name": "D", "contact_id": odd}).status_code == 422
    )
    stage = staging.stages(deal.pipeline_id)[1].pk
    moved = client.post(reverse("sales:deal_move"), {"card": deal.pk, "stage": stage, "owner": odd})
    assert moved.status_code == 302
    assert Deal.objects.get(pk=deal.pk).owner_id == office.binh.pk
