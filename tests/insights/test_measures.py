"""Measures in the API and on their pages: what is counted, for whom, and the records behind."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quen.accounts.actions.roles import change_role
from quen.accounts.actions.shares import share_record
from quen.accounts.actions.tokens import add_token
from quen.accounts.models import User
from quen.accounts.rights import RIGHTS
from quen.fields.catalogue import catalogue
from quen.fields.conditions import matching
from quen.fields.reading import reader_for
from quen.insights import jobs, reading
from quen.insights.asking import question_of
from quen.insights.drilling import records_url
from quen.insights.measures import MEASURES, measures_for
from quen.insights.reading import ask
from quen.kit.records import TYPES
from quen.people.actions import contacts
from quen.people.models import Stage
from quen.sales import board, staging
from quen.sales.actions import deals, moving
from quen.sales.models import Deal, Reason
from quen.timeline.models import Event

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
COUNTED = re.compile(r"FROM .insights_(purchase|purchasetally|lead|tally|cost)\b")


def at(month: int, day: int = 15, hour: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def deal_of(owner, amount="100", currency="VND", *, made=None, **facts) -> Deal:
    given = {"name": "D", "amount": amount, "currency": currency, **facts}
    made_deal = deals.add_deal(given, by=owner, reader=reader_for(owner, plain=True))
    if made:
        Deal.objects.filter(pk=made_deal.pk).update(created_at=made)
    return made_deal


def known(grants: dict[str, str]) -> dict[str, str]:
    """Grants without those that the cast has beyond the rights there are."""
    return {key: reach for key, reach in grants.items() if key in RIGHTS}


@pytest.fixture
def year(office, stages, pipeline):
    """Binh wins twice and loses once, Dung wins once in dollars, An's deal stands open."""
    moving.win_deal(deal_of(office.binh, "300", made=at(1)), by=office.binh, at=at(2))
    moving.win_deal(deal_of(office.binh, "100", made=at(1)), by=office.binh, at=at(3))
    price = Reason.objects.get(key="price")
    moving.lose_deal(deal_of(office.binh, "50", made=at(1)), price, by=office.binh, at=at(3))
    lone = deal_of(office.dung, "7.5", "USD", made=at(1), source="referral")
    moving.win_deal(lone, by=office.dung, at=at(3, 31, 18))  # 1 April in Vietnam
    deal_of(office.an, "1000", made=at(4))
    jobs.keep_figures_right.func()
    return office


def value(user, key, *by, first=FIRST, last=LAST, rule=None):
    answer = ask(question_of(MEASURES[key], user, first, last, by, rule))
    return dict(answer.rows) if by else answer.total


@pytest.fixture
def read(client):
    def call(user, path, **asked):
        token = add_token(user, name="t", by=user, scope="read")[1]
        return client.get(f"/api/v1/{path}", asked, headers={"Authorization": f"Bearer {token}"})

    return call


def test_each_measure_counts_what_its_formula_says(year):
    all_of = year.giang
    assert value(all_of, "deals.won_value") == {"VND": Decimal(400), "USD": Decimal("7.5")}
    assert value(all_of, "deals.won_count") == 3
    assert value(all_of, "deals.lost_value") == {"VND": Decimal(50)}
    assert value(all_of, "deals.average_deal") == {"VND": Decimal(200), "USD": Decimal("7.5")}
    assert value(all_of, "deals.win_rate") == Decimal(75)
    assert value(all_of, "deals.win_rate_value") == {"VND": Decimal("88.89"), "USD": Decimal(100)}
    assert value(all_of, "deals.cycle_days_median") == 59
    assert value(all_of, "deals.cycle_days_p90") == 74  # 75 days, in a bin of two
    assert value(all_of, "deals.created_count") == 5
    assert value(all_of, "deals.open_value") == {"VND": Decimal(1000)}


def test_days_are_those_of_the_business_zone(year):
    assert value(year.giang, "deals.won_count", "month") == {
        ("2026-02",): 1,
        ("2026-03",): 1,
        ("2026-04",): 1,
    }
    assert value(year.giang, "deals.won_count", last=date(2026, 3, 31)) == 2
    assert value(year.giang, "deals.won_count", first=date(2026, 4, 1), last=date(2026, 4, 1)) == 1


@pytest.mark.parametrize("unit", ["hour", "day", "week", "month", "quarter", "year"])
def test_every_slot_of_time_adds_up_to_the_whole(unit, year):
    first, last = (date(2026, 3, 14), date(2026, 3, 16)) if unit == "hour" else (FIRST, LAST)
    whole = value(year.giang, "deals.won_count", first=first, last=last)
    rows = value(year.giang, "deals.won_count", unit, first=first, last=last)
    assert sum(rows.values()) == whole > 0


@pytest.mark.parametrize("who", ["giang", "binh", "an", "dung", "chi", "hanh", "em"])
def test_everybody_counts_exactly_the_records_they_may_see(who, year):
    user = getattr(year, who)
    share_record(Deal.objects.get(owner=year.dung), user=year.chi, by=year.giang)
    user = User.objects.get(pk=user.pk)
    for known in measures_for(user):
        if known.unit != "count" or known.behind:  # lists of buyers have tests of their own
            continue
        url = records_url(known, FIRST, LAST)
        rule = json.loads(parse_qs(urlsplit(url).query)["filter"][0])
        behind = (
            TYPES[known.type].visible_to(user).filter(matching(rule, catalogue(known.type, user)))
        )
        assert value(user, known.key) == behind.count(), known.key


def test_rows_and_tallies_give_the_same_answer(year):
    any_name = {"field": "name", "op": "contains", "value": "D"}
    for key in ("deals.won_value", "deals.win_rate", "deals.cycle_days_median", "deals.lost_count"):
        for by in ((), ("owner",), ("month", "currency"), ("source",)):
            assert value(year.hanh, key, *by) == value(year.hanh, key, *by, rule=any_name), (
                key,
                by,
            )


def test_a_condition_on_a_dimension_is_answered_by_tallies(year, django_assert_num_queries):
    rule = {"all": [{"field": "owner_id", "op": "is", "value": year.binh.pk},
                    {"field": "lost_reason", "op": "in", "value": ["price"]}]}  # fmt: skip
    asked = question_of(MEASURES["deals.lost_count"], year.giang, FIRST, LAST, ["owner"], rule)
    assert not asked.from_rows
    with django_assert_num_queries(1):
        assert ask(asked).total == 1


def test_what_is_read_from_too_many_rows_says_so(year, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    any_name = {"field": "name", "op": "contains", "value": "D"}
    answer = ask(question_of(MEASURES["deals.won_count"], year.giang, FIRST, LAST, (), any_name))
    assert (answer.total, answer.capped) == (1, True)


def test_the_open_figures_are_those_of_the_board(year):
    deal_of(year.binh, "2500.55", "USD")
    open_stages = [s for s in staging.stages() if s.kind == "open"]
    for who in ("giang", "binh", "an", "dung"):
        user, sums = getattr(year, who), {}
        for column in board.columns(user, open_stages, ()):
            for currency, one in column.sums.items():
                sums[currency] = sums.get(currency, Decimal(0)) + one.amount
        assert value(user, "deals.open_value") == sums


def test_customers_by_stage_are_all_there_are_now(office, stages):
    for stage in ("lead", "lead", "mql"):
        contacts.add_contact({"full_name": "K", "lifecycle_stage": stage}, by=office.binh)
    jobs.keep_figures_right.func()
    names = {s.pk: s.key for s in Stage.objects.all()}
    rows = value(office.giang, "contacts.by_stage", "stage")
    assert {names[int(pk)]: n for (pk,), n in rows.items()} == {"lead": 2, "mql": 1}
    assert value(office.dung, "contacts.by_stage") == 0


def test_the_api_lists_measures_with_their_formulas(read, year):
    items = read(year.binh, "measures").json()["items"]
    won = next(m for m in items if m["key"] == "deals.win_rate")
    assert "÷" in won["formula"]
    assert {"owner", "month", "pipeline"} <= set(won["by"])
    assert "lost_reason" not in won["by"]


def test_the_api_answers_as_the_contract_says(read, year):
    asked = {"from": "2026-01-01", "to": "2026-12-31", "by": "owner,month"}
    told = read(year.hanh, "measures/deals.won_value", **asked).json()
    assert told["rows"][0] == {
        "by": {"owner": year.binh.pk, "month": "2026-02"},
        "labels": {"owner": year.binh.full_name, "month": "2026-02"},
        "value": [{"amount": "300", "currency": "VND"}],
    }
    assert told["total"] == [
        {"amount": "7.5", "currency": "USD"},
        {"amount": "400", "currency": "VND"},
    ]
    rule = json.dumps({"field": "source", "op": "is", "value": "referral"})
    told = read(year.giang, "measures/deals.won_count", **asked, filter=rule).json()
    assert (told["total"], told["capped"]) == (1, False)
    told = read(year.giang, "measures/deals.win_rate", **{"from": "2020-01-01", "to": "2020-12-31"})
    assert told.json()["total"] is None


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("measures/deals.nothing", {}, 404),
        ("measures/deals.won_count", {"by": "weather"}, 422),
        ("measures/deals.won_count", {"by": "day,month"}, 422),
        ("measures/deals.open_count", {"by": "month"}, 422),
        ("measures/deals.won_count", {"from": "yesterday"}, 400),
        ("measures/deals.won_count", {"from": "2026-02-01", "to": "2026-01-01"}, 400),
        ("measures/deals.won_count", {"from": "1900-01-01"}, 400),
        ("measures/deals.won_count", {"filter": "{"}, 400),
        ("measures/deals.won_count", {"filter": '{"field": "x", "op": "is", "value": 1}'}, 400),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(path, asked, status, read, year):
    answer = read(year.giang, path, **asked)
    assert (answer.status_code, bool(answer.json()["title"])) == (status, True)


def test_a_hidden_field_hides_the_measures_that_tell_of_it(client, read, year):
    role = year.binh.roles.get()
    hidden = {"deal.amount": "hide", "deal.source": "hide"}
    change_role(role, by=None, name=role.name, grants=known(role.grants), fields=hidden)
    binh = User.objects.get(pk=year.binh.pk)
    keys = {m["key"] for m in read(binh, "measures").json()["items"]}
    assert "deals.won_count" in keys
    assert not keys & {"deals.won_value", "deals.open_value", "deals.win_rate_value"}
    assert read(binh, "measures/deals.won_value").status_code == 404
    assert read(binh, "measures/deals.won_count", by="source").status_code == 422
    client.force_login(binh)
    assert client.get("/reports/deals.won_value/").status_code == 404
    assert b"source" not in client.get("/reports/deals.won_count/").content.split(b"<main")[1]


def test_the_library_shows_the_figures_of_what_one_may_see(client, year):
    client.force_login(year.binh)
    page = client.get("/reports/", {"unit": "year"}).content.decode()
    assert "Win rate" in page
    assert "66.7%" in page


@pytest.mark.parametrize("key", sorted(MEASURES) or ["deals.won_value"])
def test_every_measure_has_its_page_with_a_table_beside_the_chart(key, client, year):
    client.force_login(year.giang)
    asked = {"from": "2026-01-01", "to": "2026-12-31", "each": "month"}
    page = client.get(f"/reports/{key}/", asked).content.decode()
    assert str(MEASURES[key].formula_words)[:30] in page
    assert page.count("<table>") >= (1 if MEASURES[key].is_now else 2)
    assert 'class="bars"' in page
    assert MEASURES[key].is_now or 'class="chart"' in page


def test_a_measure_page_says_why_it_is_empty(client, office, stages, pipeline):
    client.force_login(office.binh)
    page = client.get("/reports/deals.won_value/").content.decode()
    assert "Why is this empty?" in page
    assert "No deal was won in this period" in page


def test_figures_leave_as_a_file_that_the_audit_knows(client, year):
    role = year.hanh.roles.get()
    grants = {**known(role.grants), "sales.export_deal": "tree"}
    change_role(role, by=None, name=role.name, grants=grants, fields={})
    client.force_login(User.objects.get(pk=year.hanh.pk))
    sent = {"by": "owner", "from": "2026-01-01", "to": "2026-12-31", "form": "csv"}
    answer = client.post("/reports/deals.won_value/export/", sent)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Owner,Won value,Currency"
    assert lines[1] == f"{year.binh.full_name},400.00,VND"
    assert Event.objects.filter(kind="export.made").exists()
    book = client.post("/reports/deals.won_value/export/", {**sent, "form": "xlsx"})
    assert book.content[:2] == b"PK"
    assert (
        client.post("/reports/deals.won_value/export/", {**sent, "form": "exe"}).status_code == 422
    )


def test_who_may_not_export_gets_no_file(client, year):
    client.force_login(year.binh)
    assert client.post("/reports/deals.won_value/export/", {"form": "csv"}).status_code == 403


def test_the_figure_of_today_is_there_after_the_change(client, office, deal):
    moving.win_deal(deal, by=office.binh)
    jobs.keep_figures_right.func()
    client.force_login(office.binh)
    page = client.get("/reports/deals.won_value/", {"unit": "day"}).content.decode()
    assert "₫412.5M" in page
    assert f"{timezone.localtime().hour}:00" in page


def test_the_library_counts_no_number_twice(client, year, office):
    client.force_login(office.giang)
    client.get("/reports/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/reports/").status_code == 200
    counting = [q["sql"] for q in asked if COUNTED.search(q["sql"])]
    assert len(counting) > 20
    assert [sql for sql, n in Counter(counting).items() if n > 1] == []
