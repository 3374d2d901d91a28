"""Contracts: their days, numbers, renewals, and the deal that is opened in time for each of them."""

import json
import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.rights import refresh
from quen.accounts.actions.tokens import add_token
from quen.automation.actions.running import switch_flow
from quen.automation.models import Run
from quen.commerce import jobs
from quen.commerce.actions.contracts import (
    add_contract,
    change_contract,
    end_contract,
    proposed,
    renew_contract,
    reopen_contract,
    restore_contracts,
    tell_nearing,
    trash_contracts,
)
from quen.commerce.contracts.terms import next_term
from quen.commerce.models import Contract
from quen.fields import searching
from quen.fields.actions.exports import export
from quen.fields.actions.merging import merge_records
from quen.fields.importing.running import go_on, start
from quen.fields.models import ImportRun
from quen.kit import days
from quen.kit.privacy import HOLDINGS
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.kit.workspace import change_workspace, today
from quen.people.actions.contacts import add_contact
from quen.sales.actions.moving import lose_deal
from quen.sales.models import Deal, Reason
from quen.timeline.models import Event, Notice
from quen.timeline.reading import timeline_of
from quen.work.models import Task
from tests.commerce.test_orders import postgres
from tests.counting import questions

YEAR = {"starts_on": "2026-02-01", "ends_on": "2027-01-31", "signed_on": "2026-01-20"}


@pytest.fixture
def made(contact, office):
    """Make a contract with Binh's customer."""

    def make(by=None, **facts):
        given = {"name": "Bảo trì thang máy", "contact_id": contact.pk, "amount": "12000000"}
        return add_contract({**given, **YEAR, **facts}, by=by or office.binh)

    return make


@pytest.fixture
def ending(made):
    """A contract that ends twenty days from now."""
    now = today()
    return made(
        starts_on=(now - timedelta(days=340)).isoformat(),
        ends_on=(now + timedelta(days=20)).isoformat(),
    )


def fresh(it):
    it.refresh_from_db()
    return it


def kinds(it, user) -> list[str]:
    return [line.kind for line in timeline_of(it, user)[0]]


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


def test_a_contract_gets_the_next_number_and_stands_on_its_customers_timeline(
    made, contact, office
):
    one, two = made(), made(name="Cho thuê máy in")
    assert re.fullmatch(r"HDKT-\d{4}-0001", one.number)
    assert two.number.endswith("-0002")
    assert one.renew_on == date(2027, 1, 1)
    assert (one.owner, one.team, one.currency) == (office.binh, office.north, "VND")
    for it in (one, contact):
        assert "contract.created" in kinds(it, office.binh)


def test_a_number_that_people_typed_is_one_contracts_and_never_given_out_again(made):
    first = made()
    typed = made(number=first.number.replace("0001", "0002"))
    assert made().number.endswith("-0003")
    with pytest.raises(Refused) as refused:
        made(number=typed.number)
    assert "number" in refused.value.errors
    with pytest.raises(Refused):
        change_contract(first, {"number": typed.number}, by=first.owner)
    assert (
        change_contract(first, {"number": "07/2026/HĐKT"}, by=first.owner).number == "07/2026/HĐKT"
    )


def test_a_contract_that_is_refused_takes_no_number(made, contact, office):
    for facts, key in (
        ({"ends_on": "2026-01-31"}, "ends_on"),
        ({"contact_id": None}, "company_id"),
        ({"amount": "-1"}, "amount"),
        ({"starts_on": ""}, "starts_on"),
        ({"order_id": "DH-1"}, "order_id"),
        ({"renews_id": 4711}, "renews_id"),
        ({"renew_days_before": 9999}, "renew_days_before"),
    ):
        with pytest.raises(Refused) as refused:
            made(**facts)
        assert key in refused.value.errors, facts
    assert made().number.endswith("-0001")


def test_the_database_holds_what_must_be_true(made):
    it = made()
    for facts in (
        {"ends_on": date(2025, 1, 1)},
        {"renew_on": None},
        {"amount": -1},
        {"contact": None},
        {"end_reason": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contract.objects.filter(pk=it.pk).update(**facts)


DAY = date(2026, 6, 15)
STATES = (
    ({"signed_on": None}, "draft"),
    ({"starts_on": "2026-06-16"}, "upcoming"),
    ({}, "running"),
    ({"ends_on": None}, "running"),
    ({"starts_on": "2026-06-15", "ends_on": "2026-07-16"}, "running"),
    ({"starts_on": "2026-06-15", "ends_on": "2026-07-15"}, "nearing"),
    ({"ends_on": "2026-06-15"}, "nearing"),
    ({"ends_on": "2026-06-14"}, "expired"),
    ({"ends_on": "2026-06-14", "auto_renews": True}, "running"),
    ({"ends_on": "2026-06-14", "renew_days_before": 0}, "expired"),
)  # fmt: skip


def test_how_a_contract_stands_follows_from_its_days_here_and_in_the_database(made):
    told = {made(**facts).pk: state for facts, state in STATES}
    for it in Contract.objects.all():
        assert it.state_on(DAY) == told[it.pk], STATES
    for state in Contract.State.values:
        found = Contract.objects.in_state(state, DAY).values_list("pk", flat=True)
        assert set(found) == {pk for pk, known in told.items() if known == state}, state


def test_a_contract_ends_early_with_a_reason_and_runs_on_again(made, contact, office):
    it = made(ends_on="2099-01-31")
    with pytest.raises(Refused):
        end_contract(it, by=office.binh, reason=" ")
    with pytest.raises(Refused) as refused:
        end_contract(it, by=office.binh, reason="Chuyển văn phòng", version=7)
    assert refused.value.status == 412
    end_contract(it, by=office.binh, reason="Chuyển văn phòng")
    assert fresh(it).state_on(today()) == "ended"
    assert "contract.ended" in kinds(contact, office.binh)
    with pytest.raises(Refused):
        end_contract(it, by=office.binh, reason="Lần nữa")
    reopen_contract(it, by=office.binh)
    assert (fresh(it).ended_at, it.end_reason) == (None, "")
    with pytest.raises(Refused):
        reopen_contract(it, by=office.binh)


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


@pytest.mark.parametrize(
    ("who", "status"), [("binh", 200), ("an", 200), ("chi", 404), ("dung", 404), ("em", 200)]
)
def test_who_sees_binhs_contract(who, status, made, office, client):
    it = made()
    client.force_login(getattr(office, who))
    assert client.get(reverse("commerce:contract", args=[it.pk])).status_code == status
    listed = client.get(reverse("commerce:contracts")).content.decode()
    assert (it.name in listed) is (status == 200)
    changes = who in ("binh", "an")
    end = client.post(reverse("commerce:contract_end", args=[it.pk]), {"reason": "Thôi"})
    assert (end.status_code == 302) is changes
    again = client.post(reverse("commerce:contract_reopen", args=[it.pk]))
    assert (again.status_code == 302) is changes
    assert client.get(reverse("commerce:contract_renew", args=[it.pk])).status_code == (
        403 if who == "em" else status
    )


def test_a_role_without_the_right_sees_no_contract(made, contact, office, client):
    it = made()
    office.binh.grants = {k: v for k, v in office.binh.grants.items() if "contract" not in k}
    office.binh.save()
    client.force_login(office.binh)
    for url in (reverse("commerce:contracts"), reverse("commerce:contract", args=[it.pk])):
        assert client.get(url).status_code == 403
    assert (
        it.name
        not in client.get(reverse("records:panels", args=["contact", contact.pk])).content.decode()
    )
    assert not searching.ids_for(office.binh, "contract", "thang may")


def test_a_contract_is_made_renewed_and_ended_on_its_pages(contact, office, client):
    client.force_login(office.binh)
    new = reverse("commerce:contract_new")
    assert f'value="{contact.pk}"' in client.get(f"{new}?contact_id={contact.pk}").content.decode()
    given = {"name": "Bảo trì", "contact_id": contact.pk, "amount": "12.000.000", "amount_currency": "VND", **YEAR}  # fmt: skip
    assert client.post(new, given | {"ends_on": "2025-01-01"}).status_code == 422
    assert client.post(new, given | {"ends_on": "2099-01-31"}).status_code == 302
    it = Contract.objects.get()
    page = reverse("commerce:contract", args=[it.pk])
    html = client.get(page).content.decode()
    assert "Running" in html
    renew = reverse("commerce:contract_renew", args=[it.pk])
    assert renew in html
    form = client.get(renew).content.decode()
    assert "2099-02-01" in form
    assert client.post(renew, given | {"starts_on": "2099-02-01", "ends_on": "2098-01-01"}).status_code == 422  # fmt: skip
    assert client.post(renew, given | {"starts_on": "2099-02-01", "ends_on": ""}).status_code == 302
    later = Contract.objects.get(renews=it)
    html = client.get(page).content.decode()
    assert later.number in html
    assert renew not in html
    client.post(reverse("commerce:contract_end", args=[it.pk]), {"reason": "Chuyển nhà"})
    assert "Chuyển nhà" in client.get(page).content.decode()
    shown = client.get(reverse("records:panels", args=["contact", contact.pk])).content.decode()
    assert "Bảo trì" in shown
    assert f"{new}?contact_id={contact.pk}" in shown


def test_an_order_becomes_a_contract_with_one_press_and_a_name(order, contact, office, client):
    client.force_login(office.binh)
    url = reverse("commerce:order_contract", args=[order.pk])
    page = reverse("commerce:order", args=[order.pk])
    assert url in client.get(page).content.decode()
    form = client.get(url).content.decode()
    assert order.number in form
    given = {"name": "Thuê máy", "contact_id": contact.pk, "amount": "1100000", "amount_currency": "VND", "order_id": order.number}  # fmt: skip
    assert client.post(url, {**given, **YEAR}).status_code == 302
    it = Contract.objects.get()
    assert (it.order, it.contact, it.amount) == (order, contact, order.total)
    assert it.number in client.get(page).content.decode()
    client.force_login(office.em)
    assert client.get(url).status_code == 403
    client.force_login(office.chi)
    assert client.get(url).status_code == 404


def listed(client, **rule) -> str:
    answer = client.get(reverse("commerce:contracts"), {"filter": json.dumps(rule)})
    assert answer.status_code == 200
    return answer.content.decode()


def test_contracts_are_filtered_by_how_they_stand_and_by_days_left(made, ending, office, client):
    made(name="Đã qua", starts_on="2020-01-01", ends_on="2020-12-31")
    made(name="Không hạn", ends_on=None)
    client.force_login(office.binh)
    near = listed(client, field="state", op="in", value=["nearing"])
    assert ending.name in near
    assert "Đã qua" not in near
    for op, value, there in (
        ("below", 90, True), ("above", 19, True), ("above", 20, False), ("is", 20, True),
        ("between", [1, 19], False), ("between", [20, 20], True), ("in", [20, 30], True),
        ("not_empty", None, True), ("empty", None, False), ("is_not", 20, False),
    ):  # fmt: skip
        rule = {"field": "days_left", "op": op} | ({} if value is None else {"value": value})
        shown = listed(client, **rule)
        assert (ending.name in shown) is there, (op, value)
        assert "Đã qua" in shown or op != "empty"
    assert "Không hạn" in listed(client, field="state", op="not_in", value=["nearing", "expired"])
    renew_contract(ending, by=office.binh)
    shown = listed(client, field="renewed", op="is", value=True)
    assert ending.number in shown
    assert "Không hạn" not in shown


def test_contracts_are_sorted_by_their_end(made, office, client):
    for name, end in (("Muộn", "2028-01-01"), ("Sớm", "2027-01-01"), ("Không hạn", None)):
        made(name=name, ends_on=end)
    client.force_login(office.binh)
    html = client.get(reverse("commerce:contracts"), {"sort": "ends_on"}).content.decode()
    assert html.index("Sớm") < html.index("Muộn")


def test_the_list_of_contracts_costs_the_same_for_two_and_for_twenty(client, made, office):
    client.force_login(office.binh)
    url, told = reverse("commerce:contracts"), []
    for count in (2, 18):
        for n in range(count):
            made(name=f"Hợp đồng {n}", tags=[f"nhãn {n}"])
        told.append(questions(lambda: client.get(url)))
    assert told[0] == told[1]


def test_contracts_are_found_by_name_number_and_customer(made, office):
    it = made(number="07/2026/HĐKT")
    for text in ("thang may", "07/2026", "nguyen thi hong"):
        assert searching.ids_for(office.binh, "contract", text) == [it.pk], text


def test_a_sheet_of_contracts_comes_in_and_its_export_comes_in_again(
    contact, order, office, tmp_path, settings
):
    settings.DATA = tmp_path

    def imported(text, **columns):
        file = tmp_path / "hd.csv"
        file.write_text(text)
        run = ImportRun(object="contracts", user=office.giang, name=file.name, path=str(file))
        run.mapping = {"columns": columns, "match": "number"}
        go_on(start(run))
        return run

    head = "Số HĐ,Tên,Khách,Giá trị,Kỳ,Từ,Đến,Đơn\n"
    rows = f"01/HĐ,Bảo trì,{contact.pk},12.000.000,month,01/02/2026,31/01/2027,{order.number}\n,Thuê,{contact.pk},5tr,,01/02/2026,,\n"
    columns = {"Số HĐ": "number", "Tên": "name", "Khách": "contact_id", "Giá trị": "amount", "Kỳ": "billing", "Từ": "starts_on", "Đến": "ends_on", "Đơn": "order_id"}  # fmt: skip
    run = imported(head + rows, **columns)
    assert (run.created, run.refused) == (2, 0)
    one, two = Contract.objects.order_by("pk")
    assert (one.number, one.billing, one.order, one.ends_on) == ("01/HĐ", "month", order, date(2027, 1, 31))  # fmt: skip
    assert (int(two.amount), two.ends_on, two.billing) == (5_000_000, None, "once")
    again = imported(head + "01/HĐ,Bảo trì,,13.000.000,month,01/02/2026,31/01/2027,\n", **columns)
    assert (again.created, again.updated, again.refused) == (0, 1, 0)
    assert int(fresh(one).amount) == 13_000_000
    wrong = imported(head + f"9,X,{contact.pk},1,,31/01/2027,01/02/2026,\n", **columns)
    assert (wrong.created, wrong.refused) == (0, 1)
    text = b"".join(export("contract", [], "csv", by=office.giang)).decode("utf-8-sig")
    assert "01/HĐ" in text
    assert order.number in text


def test_the_api_reads_writes_renews_and_ends_contracts(client, contact, office):
    def call(method, path, body=None, user=office.binh):
        key = add_token(user, name="test", by=user, scope="write")[1]
        facts = {"headers": {"Authorization": f"Bearer {key}"}}
        if body is not None:
            facts |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", **facts)

    item = {"name": "Bảo trì", "contact_id": contact.pk, "billing": "year", **YEAR}
    item["amount"] = {"amount": "10.5", "currency": "USD"}
    made = call("post", "contracts", item).json()
    assert (made["amount"], made["currency"], made["billing"]) == ("10.5", "USD", "year")
    listed = call("get", "contracts?sort=-created_at", user=office.em).json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert call("post", "contracts", item, user=office.em).status_code == 403
    assert call("get", f"contracts/{made['id']}", user=office.chi).status_code == 404
    later = call("post", f"contracts/{made['id']}/renew", {"amount": {"amount": "11.25", "currency": "USD"}})  # fmt: skip
    assert later.status_code == 201
    assert (later.json()["starts_on"], later.json()["amount"]) == ("2027-02-01", "11.25")
    assert later.json()["renews_id"] == made["id"]
    assert call("post", f"contracts/{made['id']}/renew", {}).status_code == 409
    ends = f"contracts/{later.json()['id']}/end"
    assert call("post", ends, {"reason": ""}).status_code == 422
    ended = call("post", ends, {"reason": "Đổi ý"}).json()
    assert (ended["state"], ended["end_reason"]) == ("ended", "Đổi ý")
    assert call("post", ends.replace("/end", "/reopen")).json()["ended_at"] is None
    batch = call("post", "contracts/batch", {"items": [{**item, "number": made["number"]}], "match": "number"})  # fmt: skip
    assert batch.json()["items"] == [{"status": 200, "id": made["id"]}]


def test_contracts_follow_a_customer_that_was_merged(made, contact, office):
    other = add_contact({"full_name": "Hồng"}, by=office.binh)
    it = made(contact_id=other.pk)
    merge_records("contact", contact.pk, [other.pk], by=office.binh)
    assert fresh(it).contact == contact


def test_what_a_contract_says_of_a_person_is_given_out_and_taken_away(made, contact, office):
    it = made(notes="Gặp chị Hồng sau 17h", ends_on="2099-01-31")
    end_contract(it, by=office.binh, reason="Chị Hồng nghỉ")
    held = HOLDINGS[Contract]
    assert held.export(contact.pk)[0]["notes"] == "Gặp chị Hồng sau 17h"
    assert held.erase(contact.pk) == 1
    assert (fresh(it).notes, it.end_reason, it.number != "") == ("", "", True)


def test_proposed_is_what_the_form_begins_with(made):
    told = proposed(made(ends_on=None))
    assert told["starts_on"] == today().isoformat()
    assert "ends_on" not in told
