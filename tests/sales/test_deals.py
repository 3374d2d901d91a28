"""Deals: opened, moved, won, lost, opened again; stays count, events tell."""

import pytest

from quen.kit.refused import Refused
from quen.sales.actions import deals, moving
from quen.sales.models import Deal, Reason, Stage, Stay
from quen.timeline.reading import timeline_of


@pytest.mark.parametrize(
    ("who", "sees"),
    [("an", True), ("binh", True), ("chi", False), ("dung", False), ("em", True), ("hanh", True)],
)
def test_who_sees_binhs_deal(who, sees, deal, office):
    assert Deal.objects.visible_to(getattr(office, who)).exists() is sees


def stage(key: str) -> Stage:
    return Stage.objects.get(key=key)


def test_a_new_deal_begins_in_the_first_stage(deal):
    assert (deal.stage.key, deal.probability, deal.state) == ("approach", 12, "open")
    assert Stay.objects.get(deal=deal).left_at is None


def test_winning_a_deal_closes_it_and_tells_the_customers_timeline(deal, office):
    won = moving.win_deal(deal, by=office.binh)
    assert won.state == "won"
    assert won.closed_at
    lines, _ = timeline_of(deal.contact, office.binh)
    told = next(line for line in lines if line.kind == "deal.won")
    assert "₫412,500,000" in told.sentence
    with pytest.raises(Refused):
        moving.win_deal(deal, by=office.binh)


def test_losing_a_deal_needs_a_reason(deal, office):
    with pytest.raises(Refused):
        moving.lose_deal(deal, None, by=office.binh)
    lost = moving.lose_deal(deal, Reason.objects.get(key="price"), by=office.binh, note="3 %")
    assert (lost.state, lost.lost_reason.key, lost.stage.key) == ("lost", "price", "lost")


def test_a_move_leaves_one_stay_and_enters_the_next(deal, office):
    moving.move_deal(deal, stage("quote"), by=office.binh)
    stays = list(Stay.objects.filter(deal=deal))
    assert [s.stage.key for s in stays] == ["approach", "quote"]
    assert stays[0].left_at == stays[1].entered_at
    deal.refresh_from_db()
    assert deal.probability == 64


def test_a_deal_is_not_moved_to_won_but_won(deal, office):
    with pytest.raises(Refused):
        moving.move_deal(deal, stage("won"), by=office.binh)


def test_an_opened_again_deal_has_no_closing_day_and_stands_where_it_was(deal, office):
    moving.move_deal(deal, stage("quote"), by=office.binh)
    moving.win_deal(deal, by=office.binh)
    again = moving.reopen_deal(deal, by=office.binh)
    assert (again.state, again.closed_at, again.stage.key) == ("open", None, "quote")
    with pytest.raises(Refused):
        moving.reopen_deal(deal, by=office.binh)


def test_a_deal_with_a_customer_one_may_not_see_is_refused(contact, pipeline, office):
    with pytest.raises(Refused) as refused:
        deals.add_deal({"name": "X", "contact_id": contact.pk}, by=office.chi)
    assert "contact_id" in refused.value.errors


def test_wrong_input_is_named_field_by_field(pipeline, office):
    given = {
        "name": "",
        "amount": "-5",
        "stage_id": 10**9,
        "currency": "đồng",
        "probability": "120",
    }
    with pytest.raises(Refused) as refused:
        deals.add_deal(given, by=office.binh)
    assert set(refused.value.errors) == {"name", "amount", "stage_id", "currency", "probability"}


def test_amounts_are_read_as_people_write_them(pipeline, office):
    office.binh.language = "vi"
    deal = deals.add_deal({"name": "X", "amount": "1,2 tỷ"}, by=office.binh)
    assert deal.amount == 1_200_000_000
