"""What somebody finds who looks at the demo company: every part of selling in use, and all of it sound."""

import pytest

from tests.config.conftest import ON_POSTGRES, quen, rows

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ON_POSTGRES, reason="reads SQLite's file"),
]


def test_doctor_finds_nothing_wrong(lived_in):
    said = quen(lived_in, "doctor").stdout
    for part in ("measures", "deal tallies", "audit log", "sealing"):
        assert f"well   {part}" in said


def test_every_deal_is_about_a_product_and_worth_what_its_line_says(lived_in):
    wrong = (
        "SELECT count(*) FROM sales_deal d LEFT JOIN sales_dealline l ON l.deal_id = d.id"
        " WHERE l.id IS NULL OR l.quantity * l.unit_price != d.amount"
    )
    assert rows(lived_in, wrong) == [(0,)]
    unsold = "SELECT count(*) FROM commerce_product WHERE id NOT IN (SELECT product_id FROM sales_dealline)"
    assert rows(lived_in, unsold) == [(0,)]


def test_most_open_deals_were_spoken_about_lately_and_all_have_their_day(lived_in):
    open_ones = "SELECT count(*) FROM sales_deal WHERE state = 'open'"
    ((deals,),) = rows(lived_in, open_ones)
    ((spoken,),) = rows(lived_in, f"{open_ones} AND contacted_at > datetime('now', '-8 days')")
    assert 0.75 < spoken / deals < 0.98
    assert rows(lived_in, f"{open_ones} AND expected_close_on IS NULL") == [(0,)]


def test_quotes_orders_and_payments_stand_at_every_point_of_their_way(lived_in):
    states = {state for (state,) in rows(lived_in, "SELECT DISTINCT state FROM sales_quote")}
    assert states == {"draft", "sent", "accepted", "declined"}
    assert {state for (state,) in rows(lived_in, "SELECT DISTINCT state FROM commerce_order")} == {
        "open",
        "paid",
    }
    assert rows(lived_in, "SELECT count(*) FROM insights_target") != [(0,)]


def test_it_opens_with_the_day_not_with_questions_about_the_company(lived_in):
    assert rows(lived_in, "SELECT first_hour FROM kit_workspace") == [("",)]


def test_stories_stand_ready_and_some_were_sent_and_read(lived_in):
    kinds = "SELECT kind, count(*) FROM sales_story GROUP BY kind ORDER BY kind"
    assert rows(lived_in, kinds) == [("document", 1), ("story", 6)]
    read = "SELECT count(*), count(opened_at) FROM sales_storysent"
    assert rows(lived_in, read) == [(8, 4)]
