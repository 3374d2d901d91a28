"""Contracts in every common part: pages, lists, search, import and export, API."""

import json
from datetime import date

import pytest
from django.urls import reverse

from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.contracts import (
    renew_contract,
)
from quen.commerce.models import Contract
from quen.fields import searching
from quen.fields.actions.exports import export
from quen.fields.importing.running import go_on, start
from quen.fields.models import ImportRun
from tests.commerce.contracts import YEAR, fresh
from tests.counting import questions


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
