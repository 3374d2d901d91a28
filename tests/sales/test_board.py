"""The board: sums over what one may see, cards by urgency, moves with undo."""

import html
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.sales import board as figures
from quen.sales import staging
from quen.sales.actions import deals
from quen.sales.board import columns
from quen.sales.models import Deal, Stage


@pytest.fixture
def board(office, stages, pipeline):
    """Binh has 30 deals in two stages and two currencies, Dung has one."""
    office.binh.language = "en"
    for n in range(30):
        currency = "THB" if n % 5 == 0 else "VND"
        key = "quote" if n % 3 == 0 else "approach"
        stage = Stage.objects.get(key=key)
        given = {"name": f"D{n}", "amount": 1000 + n, "currency": currency, "stage_id": stage.pk}
        deals.add_deal(given, by=office.binh)
    deals.add_deal({"name": "South", "amount": 7}, by=office.dung)


def open_stages():
    return [s for s in staging.stages() if s.kind == "open"]


def test_sums_equal_a_recount_and_currencies_are_never_added(board, office):
    for who in ("binh", "an", "dung", "hanh", "em", "chi"):
        user = getattr(office, who)
        for column in columns(user, open_stages(), ()):
            rows = Deal.objects.visible_to(user).open().filter(stage=column.stage)
            for currency, sums in column.sums.items():
                mine = [d for d in rows if d.currency == currency]
                assert sums.count == len(mine)
                assert sums.amount == sum(d.amount for d in mine)
                assert sums.weighted == sum(d.amount * d.probability for d in mine) / Decimal(100)
            assert column.count == rows.count()


def test_cards_come_by_urgency(board, office):
    late = Deal.objects.get(name="D7")
    Deal.objects.filter(pk=late.pk).update(next_step_at=timezone.now() - timedelta(days=2))
    first = columns(office.binh, open_stages(), ())[0]
    assert first.cards[0]["name"] == "D7"
    assert len(first.cards) == 20


def test_the_board_costs_the_same_for_few_and_many(
    board, client, office, django_assert_max_num_queries
):
    client.force_login(office.binh)
    client.get(reverse("sales:board"))
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("sales:board"))
    assert answer.status_code == 200


def test_a_card_is_moved_and_moved_back(board, client, office):
    client.force_login(office.binh)
    deal = Deal.objects.get(name="D1")
    quote = Stage.objects.get(key="quote")
    answer = client.post(
        reverse("sales:deal_move"),
        {"card": deal.pk, "stage": quote.pk},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    undo = reverse("sales:deal_undo", args=[deal.pk, deal.stage_id])
    told = answer.content.decode()
    assert undo in told
    # The heads of both columns with their new sums, and the card at its place; no other card.
    for stage in (quote, deal.stage):
        assert f'id="column-{stage.pk}-head"' in told
    assert re.findall(r'data-card="(\d+)" data-into="(\d+)"', told) == [
        (f"{deal.pk}", f"{quote.pk}")
    ]
    client.post(undo, headers={"HX-Request": "true"})
    deal.refresh_from_db()
    assert deal.stage.key == "approach"


def test_where_there_is_room_now_the_next_card_comes_into_sight(client, office, stages, pipeline):
    client.force_login(office.binh)
    for n in range(22):
        deals.add_deal({"name": f"Thép {n}", "amount": 100 + n}, by=office.binh)
    first, after = Deal.objects.order_by("pk").first(), pipeline.stages.get(key="quote")
    facts = {"card": first.pk, "stage": after.pk}
    told = client.post(reverse("sales:deal_move"), facts, headers={"HX-Request": "true"})
    found = re.findall(
        r'data-card="(\d+)" data-into="(\d+)" data-before="(\d*)"', told.content.decode()
    )
    twenty_first = Deal.objects.order_by("pk")[20]
    assert set(found) == {
        (f"{first.pk}", f"{after.pk}", ""),
        (f"{twenty_first.pk}", f"{first.stage_id}", ""),
    }
    assert "1 more" in told.content.decode()


def test_losing_asks_for_the_reason_in_one_dialog(board, client, office):
    client.force_login(office.binh)
    deal, lost = Deal.objects.get(name="D1"), Stage.objects.get(key="lost")
    asked = client.post(
        reverse("sales:deal_move"),
        {"card": deal.pk, "stage": lost.pk},
        headers={"HX-Request": "true"},
    )
    assert asked.status_code == 409
    assert b"<dialog" in asked.content
    go = reverse("sales:deal_go", args=[deal.pk])
    assert go in asked.content.decode()
    again = client.post(go, {"stage": lost.pk}, headers={"HX-Request": "true"})
    assert again.status_code == 422
    client.post(go, {"stage": lost.pk, "reason": "price"}, headers={"HX-Request": "true"})
    deal.refresh_from_db()
    assert (deal.state, deal.lost_reason.key) == ("lost", "price")
    client.post(reverse("sales:deal_undo", args=[deal.pk, Stage.objects.get(key="approach").pk]))
    deal.refresh_from_db()
    assert (deal.state, deal.stage.key) == ("open", "approach")


@pytest.mark.parametrize(
    ("who", "status"), [("binh", 200), ("an", 200), ("chi", 404), ("dung", 404), ("em", 403)]
)
def test_who_may_move_binhs_card(who, status, board, client, office):
    client.force_login(getattr(office, who))
    facts = {"card": Deal.objects.get(name="D1").pk, "stage": Stage.objects.get(key="quote").pk}
    answer = client.post(reverse("sales:deal_move"), facts, headers={"HX-Request": "true"})
    assert answer.status_code == status


def test_a_move_on_a_filtered_board_shows_what_the_filter_lets_through(
    board, client, office, pipeline
):
    client.force_login(office.giang)
    rule = json.dumps({"field": "amount", "op": "above", "value": 10**14})
    page = client.get(reverse("sales:board"), {"filter": rule}).content.decode()
    url = html.unescape(re.search(r'<ui-board[^>]* url="([^"]+)"', page)[1])
    deal, stage = Deal.objects.open().first(), pipeline.stages.get(key="closing")
    facts = {"card": deal.pk, "stage": stage.pk}
    moved = client.post(url, facts, headers={"HX-Request": "true"}).content.decode()
    deal.refresh_from_db()
    assert deal.stage == stage
    assert f'data-card="{deal.pk}"' not in moved
    undo = html.unescape(re.search(r'undo="([^"]+)"', moved)[1])
    assert "filter=" in undo


def test_more_of_a_column_keeps_the_filter_of_the_board(client, office, stages, pipeline):
    for n in range(25):
        deals.add_deal({"name": f"Thép {n}", "amount": 100 + n}, by=office.binh)
    client.force_login(office.binh)
    rule = json.dumps({"field": "amount", "op": "above", "value": 101})
    page = client.get(reverse("sales:board"), {"filter": rule}).content.decode()
    more = html.unescape(re.search(r'class="board__more" href="([^"]+)"', page)[1])
    listed = client.get(more).content.decode()
    assert "Thép 24" in listed
    assert "Thép 1<" not in listed


def test_what_is_often_asked_is_one_press_away_and_stays_on_the_board(board, client, office):
    client.force_login(office.binh)
    page = html.unescape(client.get(reverse("sales:board")).content.decode())
    url = re.search(r'href="([^"]+)">No next step<', page)[1]
    assert url.startswith(reverse("sales:board"))
    filtered = html.unescape(client.get(url).content.decode())
    assert "Next step is empty" in filtered
    remove = re.search(r'href="(/deals/board/[^"]*)"[^>]*aria-label="Remove', filtered)
    assert remove


def test_lanes_show_each_owner_with_sums_that_equal_a_recount(board, client, office):
    lanes = {lane.owner_id: lane for lane in figures.lanes(office.giang, open_stages(), ())}
    assert set(lanes) == {office.binh.pk, office.dung.pk}
    for owner, lane in lanes.items():
        for column in lane.columns:
            rows = Deal.objects.filter(owner=owner, stage=column.stage)
            assert column.count == rows.count()
            for currency, sums in column.sums.items():
                assert sums.amount == sum(d.amount for d in rows.filter(currency=currency))
            assert len(column.cards) == min(rows.count(), figures.LANE_CARDS)
    assert {lane.owner_id for lane in figures.lanes(office.dung, open_stages(), ())} == {
        office.dung.pk
    }


def test_lanes_cost_the_same_for_few_and_many(board, client, office, django_assert_max_num_queries):
    client.force_login(office.giang)
    client.get(reverse("sales:board"), {"lanes": "owner"})
    with django_assert_max_num_queries(12):
        page = client.get(reverse("sales:board"), {"lanes": "owner"})
    assert page.content.decode().count('class="lane"') == 2


def test_a_card_dropped_in_another_lane_becomes_that_colleagues(board, client, office):
    client.force_login(office.giang)
    deal, quote = Deal.objects.get(name="D1"), Stage.objects.get(key="quote")
    answer = client.post(
        reverse("sales:deal_move") + "?lanes=owner",
        {"card": deal.pk, "stage": quote.pk, "owner": office.dung.pk},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, answer["X-Board"]) == (200, "whole")
    deal.refresh_from_db()
    assert (deal.stage.key, deal.owner) == ("quote", office.dung)
