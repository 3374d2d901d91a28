"""Renewals: what continues a contract, when its end is near, and the deal that is opened in time."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.rights import refresh
from quen.automation.actions.running import switch_flow
from quen.automation.models import Run
from quen.commerce import jobs
from quen.commerce.actions.contracts import (
    add_contract,
    change_contract,
    end_contract,
    proposed,
    renew_contract,
    restore_contracts,
    tell_nearing,
    trash_contracts,
)
from quen.commerce.contracts.terms import next_term
from quen.commerce.models import Contract
from quen.kit import days
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.kit.workspace import change_workspace, today
from quen.sales.actions.moving import lose_deal
from quen.sales.models import Deal, Reason
from quen.timeline.models import Event, Notice
from quen.timeline.reading import timeline_of
from quen.work.models import Task
from tests.commerce.contracts import kinds
from tests.commerce.test_orders import postgres


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-02-01", "2027-01-31", ("2027-02-01", "2028-01-31")),
        ("2026-01-01", "2026-01-31", ("2026-02-01", "2026-02-28")),
        ("2024-01-31", "2024-02-28", ("2024-02-29", "2024-03-28")),
        ("2026-03-15", "2027-03-15", ("2027-03-16", "2028-03-15")),
        ("2023-03-01", "2024-02-29", ("2024-03-01", "2025-02-28")),
        ("2024-02-29", "2025-02-28", ("2025-03-01", "2026-02-28")),
        ("2026-01-01", "2026-01-10", ("2026-01-11", "2026-01-20")),
        ("2026-12-15", "2026-12-15", ("2026-12-16", "2026-12-16")),
    ],
)
def test_the_next_term_is_as_long_and_follows_at_once(first, last, expected):
    told = next_term(date.fromisoformat(first), date.fromisoformat(last))
    assert tuple(map(str, told)) == expected


def test_a_term_goes_on_without_gap_or_overlap_for_ten_years():
    for n in range(366):
        first = date(2024, 1, 1) + timedelta(days=n)
        last = first + timedelta(days=n)
        for _turn in range(10):
            after, end = next_term(first, last)
            assert after == last + timedelta(days=1)
            assert end >= after
            first, last = after, end


def test_what_continues_a_contract_takes_over_all_but_its_days(made, office):
    it = made(billing="month", amount={"amount": "10.5", "currency": "USD"}, auto_renews=True)
    later = renew_contract(it, by=office.binh)
    assert (later.renews, later.name, later.contact) == (it, it.name, it.contact)
    assert (str(later.amount), later.currency, later.billing) == ("10.5", "USD", "month")
    assert (later.starts_on, later.ends_on) == (date(2027, 2, 1), date(2028, 1, 31))
    assert (later.signed_on, later.auto_renews) == (None, True)
    for one in (it, later):
        assert "contract.renewed" in kinds(one, office.binh)
    with pytest.raises(Refused) as refused:
        renew_contract(it, by=office.binh)
    assert refused.value.status == 409
    with pytest.raises(Refused):
        renew_contract(later, by=office.binh)
    with pytest.raises(Refused):
        change_contract(it, {"renews_id": later.pk}, by=office.binh)


def test_a_renewal_in_the_trash_leaves_room_for_another(made, office):
    it = made()
    first = renew_contract(it, by=office.binh)
    trash_contracts([first], by=office.binh)
    second = renew_contract(it, by=office.binh)
    with pytest.raises(Refused):
        restore_contracts([first], by=office.binh)
    trash_contracts([second], by=office.binh)
    restore_contracts([first], by=office.binh)
    assert Contract.objects.get(renews=it, deleted_at=None) == first


def test_an_end_that_is_near_is_told_once(ending, contact, office):
    assert [tell_nearing() for _n in range(3)] == [1, 0, 0]
    told = Event.objects.get(kind="contract.expiry_neared")
    assert told.data["ends_on"] == ending.ends_on.isoformat()
    for it in (ending, contact):
        assert "contract.expiry_neared" in kinds(it, office.binh)
    line = next(one for one in timeline_of(ending, office.binh)[0] if one.kind == told.kind)
    assert days.shown_day(ending.ends_on, office.binh.language) in line.sentence
    office.em.field_rights = {"contract.ends_on": "hide"}
    assert timeline_of(ending, office.em)[0][0].sentence.endswith("ends on …")
    work_all()
    assert list(Notice.objects.filter(name="contract_ends").values_list("user_id", flat=True)) == [
        office.binh.pk
    ]


def test_another_end_is_told_anew(ending, office):
    tell_nearing()
    change_contract(ending, {"notes": "Đã gọi"}, by=office.binh)
    assert tell_nearing() == 0
    change_contract(ending, {"ends_on": (today() + timedelta(days=25)).isoformat()}, by=office.binh)
    assert tell_nearing() == 1
    change_contract(
        ending, {"ends_on": (today() + timedelta(days=400)).isoformat()}, by=office.binh
    )
    assert tell_nearing() == 0


def test_days_off_are_made_up_for_while_the_contract_runs(made):
    made()
    days = {"2026-12-31": 0, "2027-01-01": 1}
    for day, count in days.items():
        assert tell_nearing(date.fromisoformat(day)) == count
    made(name="Hai")
    assert tell_nearing(date(2027, 2, 1)) == 0, "it is over"
    assert tell_nearing(date(2027, 1, 31)) == 1, "its last day"


@pytest.mark.parametrize("how", ["ended", "renewed", "draft", "trashed", "open_end", "not_begun"])
def test_what_does_not_run_or_goes_on_anyway_is_told_of_to_nobody(how, ending, made, office):
    if how == "ended":
        end_contract(ending, by=office.binh, reason="Thôi")
    if how == "renewed":
        renew_contract(ending, by=office.binh)
    if how == "trashed":
        trash_contracts([ending], by=office.binh)
    changes = {
        "draft": {"signed_on": None},
        "open_end": {"ends_on": None},
        "not_begun": {"starts_on": (today() + timedelta(days=1)).isoformat()},
    }
    if how in changes:
        change_contract(ending, changes[how], by=office.binh)
    assert tell_nearing() == 0


def test_the_day_is_that_of_the_business_zone(made, monkeypatch):
    change_workspace(zone="Asia/Ho_Chi_Minh")
    made()
    for moment, count in (
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), 0),
        (datetime(2026, 12, 31, 17, 1, tzinfo=UTC), 1),
    ):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert tell_nearing() == count, moment


@postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_of_an_end_once(office, contact):
    now = today()
    given = {"name": "Bảo trì", "contact_id": contact.pk, "signed_on": now.isoformat()}
    span = {"starts_on": now.isoformat(), "ends_on": (now + timedelta(days=9)).isoformat()}
    for n in range(5):
        add_contract({**given, **span, "name": f"Bảo trì {n}"}, by=office.binh)
    ready, told = threading.Barrier(2), []

    def sweep():
        try:
            ready.wait()
            told.append(tell_nearing())
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _n in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(told) == 5
    assert Event.objects.filter(kind="contract.expiry_neared").count() == 5


def test_a_renewal_deal_is_opened_in_time_for_the_owner(ending, contact, pipeline, office):
    switch_flow("contract.renew", True, by=office.giang)
    jobs.watch_contracts.enqueue()
    work_all()
    deal = Deal.objects.get()
    assert deal.name == "Renewal: Bảo trì thang máy"
    assert (deal.owner, deal.contact, deal.amount) == (office.binh, contact, ending.amount)
    assert (deal.expected_close_on, deal.currency) == (ending.ends_on, "VND")
    task = Task.objects.get()
    assert (task.owner, task.kind, task.type, task.record_id) == (office.binh, "call", "contract", ending.pk)  # fmt: skip
    assert Run.objects.get().state == "done"
    assert "deal.created" in kinds(ending, office.binh)
    notices = Notice.objects.filter(user=office.binh).values_list("name", flat=True)
    assert {"contract_ends", "assigned"} <= set(notices)


def test_the_contracts_page_shows_the_deal_to_whom_may_see_it(ending, pipeline, office, client):
    switch_flow("contract.renew", True, by=office.giang)
    jobs.watch_contracts.enqueue()
    work_all()
    office.em.grants.pop("sales.view_deal")
    office.em.save()
    url = reverse("records:panels", args=["contract", ending.pk])
    deal = reverse("sales:deal", args=[Deal.objects.get().pk])
    for who, there in ((office.binh, True), (office.an, True), (office.em, False)):
        client.force_login(who)
        html = client.get(url).content.decode()
        assert (deal in html) is there, who


def test_while_a_renewal_is_worked_on_another_end_opens_no_second_deal(ending, pipeline, office):
    switch_flow("contract.renew", True, by=office.giang)
    for left in (21, 22):
        change_contract(ending, {"ends_on": (today() + timedelta(days=left)).isoformat()}, by=office.binh)  # fmt: skip
        jobs.watch_contracts.enqueue()
        work_all()
    deal = Deal.objects.get()
    lose_deal(deal, Reason.objects.filter(kind="lost").first(), by=office.binh)
    change_contract(ending, {"ends_on": (today() + timedelta(days=23)).isoformat()}, by=office.binh)
    jobs.watch_contracts.enqueue()
    work_all()
    assert Deal.objects.count() == 2


def test_where_the_owner_is_gone_the_lead_above_takes_the_renewal(ending, pipeline, office):
    switch_flow("contract.renew", True, by=office.giang)
    type(office.binh).objects.filter(pk=office.binh.pk).update(is_active=False)
    refresh([office.binh])
    jobs.watch_contracts.enqueue()
    work_all()
    assert Deal.objects.get().owner == office.an
    told = Notice.objects.filter(name="contract_ends").values_list("user_id", flat=True)
    assert list(told) == [office.an.pk]


def test_nothing_is_opened_while_the_flow_is_off(ending, pipeline):
    jobs.watch_contracts.enqueue()
    work_all()
    assert not Deal.objects.exists()


def test_the_day_shows_what_is_near_its_end_until_something_continues_it(ending, office, client):
    for who, there in ((office.binh, True), (office.chi, False), (office.an, True)):
        client.force_login(who)
        html = client.get(reverse("web:home"), {"scope": "all"}).content.decode()
        assert (ending.name in html) is there, who
    renew_contract(ending, by=office.binh)
    client.force_login(office.binh)
    assert ending.name not in client.get(reverse("web:home")).content.decode()


def test_proposed_is_what_the_form_begins_with(made):
    told = proposed(made(ends_on=None))
    assert told["starts_on"] == today().isoformat()
    assert "ends_on" not in told
