"""Invoices: asked for, taken over once from the accounting program, shown where they belong."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from quen.accounts.actions.rights import refresh
from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.invoices import add_invoice, change_invoice, take_invoice, trash_invoices
from quen.commerce.actions.orders import cancel_order, place_order
from quen.commerce.models import Invoice
from quen.fields import searching
from quen.fields.actions.exports import export
from quen.fields.actions.merging import merge_records
from quen.fields.importing.running import go_on, start
from quen.fields.models import ImportRun
from quen.kit.privacy import HOLDINGS
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace, today
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact
from quen.timeline.models import Event
from quen.timeline.reading import timeline_of
from tests.commerce.test_orders import STEEL, pay
from tests.counting import questions

TAX = "0301464823"
RATES = [{"vat_percent": "8", "net": "1000000", "vat": "80000"}]
TOLD = {
    "source": "accounting", "external_id": "e1", "number": "00000123", "series": "1C26TAA",
    "issued_on": "2026-11-22", "rates": RATES,
}  # fmt: skip


@pytest.fixture
def firm(office, stages):
    """Binh's company, with a tax code."""
    return add_company({"name": "Thép Việt Á", "tax_id": TAX}, by=office.binh)


def fresh(it):
    it.refresh_from_db()
    return it


def rates(it) -> dict:
    return {one.vat_percent: (one.net, one.vat) for one in it.rates.all()}


def call(client, user, method, path, body=None):
    key = add_token(user, name="test", by=user, scope="write")[1]
    facts = {"headers": {"Authorization": f"Bearer {key}"}}
    if body is not None:
        facts |= {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(f"/api/v1/{path}", **facts)


def test_an_invoice_takes_its_customer_and_seller_from_the_order(order, contact, office):
    it, new = take_invoice({**TOLD, "order_id": order.number}, by=office.giang)
    assert (new, it.order, it.contact, it.owner, it.team) == (True, order, contact, office.binh, office.north)  # fmt: skip
    assert (it.net, it.vat, it.total) == (1_000_000, 80_000, 1_080_000)
    assert Event.objects.get(kind="invoice.issued").data["number"] == "1C26TAA 00000123"
    for one in (it, order, contact):
        assert "invoice.issued" in [line.kind for line in timeline_of(one, office.binh)[0]]


def test_told_again_it_changes_the_same_invoice(order, office):
    first, _new = take_invoice({**TOLD, "order_id": order.reference}, by=office.giang)
    again, new = take_invoice({**TOLD, "state": "cancelled", "lookup_code": "X7"}, by=office.giang)
    assert (again.pk, new) == (first.pk, False)
    assert (fresh(first).state, first.lookup_code, first.order) == ("cancelled", "X7", order)
    assert Event.objects.filter(kind="invoice.issued").count() == 1
    other, new = take_invoice({**TOLD, "source": "shop", "number": "9", "order_id": order.pk}, by=office.giang)  # fmt: skip
    assert (new, other.pk != first.pk) == (True, True)


def test_without_an_order_the_company_is_found_by_its_tax_code(firm, office):
    it, _new = take_invoice({**TOLD, "tax_id": "0301464823"}, by=office.giang)
    assert (it.company, it.owner, it.tax_id) == (firm, office.binh, TAX)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"order_id": "DH-1"}, "order_id"),
        ({"tax_id": "0100109106"}, "tax_id"),
        ({}, "company_id"),
        ({"rates": []}, "net"),
        ({"rates": [{"net": "1"}, {"net": "2"}]}, "rates"),
        ({"rates": [{"vat_percent": "101", "net": "1"}]}, "rates"),
        ({"rates": "x"}, "rates"),
        ({"rates": [{"vat_percent": "8"}]}, "rates"),
        ({"rates": [{"net": "1", "vat": "1"}], "tax_id": TAX}, "vat_percent"),
        ({"number": ""}, "number"),
        ({"issued_on": ""}, "issued_on"),
        ({"external_id": ""}, "external_id"),
        ({"state": "paid"}, "state"),
    ],
)
def test_what_cannot_be_matched_is_refused_with_the_reason_at_its_field(facts, key, firm, office):
    with pytest.raises(Refused) as refused:
        take_invoice({**TOLD, **facts}, by=office.giang)
    assert key in refused.value.errors
    assert not Invoice.objects.exists()


def test_no_two_live_invoices_bear_the_same_sign_and_number(order, office):
    it, _new = take_invoice({**TOLD, "order_id": order.pk}, by=office.giang)
    with pytest.raises(Refused) as refused:
        take_invoice({**TOLD, "external_id": "e2", "order_id": order.pk}, by=office.giang)
    assert refused.value.status == 409
    trash_invoices([it], by=office.giang)
    take_invoice({**TOLD, "external_id": "e2", "order_id": order.pk}, by=office.giang)


def test_a_sum_replaces_that_of_its_rate_and_rates_replace_all(order, office):
    it, _new = take_invoice({**TOLD, "order_id": order.pk}, by=office.giang)
    change_invoice(it, {"net": "500000", "vat_percent": "10"}, by=office.giang)
    assert rates(it) == {Decimal(8): (1_000_000, 80_000), Decimal(10): (500_000, 50_000)}
    assert (fresh(it).net, it.vat, it.total) == (1_500_000, 130_000, 1_630_000)
    change_invoice(it, {"net": "900000", "vat_percent": "8", "vat": "72000"}, by=office.giang)
    assert fresh(it).total == 972_000 + 550_000
    change_invoice(it, {"rates": [{"vat_percent": None, "net": "70000"}]}, by=office.giang)
    assert rates(it) == {None: (70_000, 0)}
    assert fresh(it).total == 70_000


def test_the_database_holds_what_must_be_true(order, office):
    it, _new = take_invoice({**TOLD, "order_id": order.pk}, by=office.giang)
    for facts in ({"total": 1}, {"contact": None, "company": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invoice.objects.filter(pk=it.pk).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        it.rates.update(vat_percent=None)


def asked(client, **facts) -> list[dict]:
    answer = client.post(reverse("commerce:invoice_request_export"), facts)
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_orders_are_asked_for_until_an_invoice_holds(order, contact, office, client):
    second = place_order(by=office.binh, contact=contact, lines=[STEEL, STEEL | {"name": "=1+1"}])
    client.force_login(office.giang)
    assert asked(client) == []
    pay(order, order.total, office.binh)
    row = asked(client)[0]
    assert (row["order_number"], row["customer_name"]) == (order.number, "Nguyễn Thị Hồng")
    assert (row["line_net"], row["vat_percent"], row["order_total"]) == ("1000000", "10", "1100000")
    assert row["paid_on"] == today().isoformat()
    every = asked(client, state="placed")
    assert [one["item"] for one in every] == ["Thép hình", "Thép hình", "'=1+1"]
    it, _new = take_invoice({**TOLD, "order_id": order.number}, by=office.giang)
    assert asked(client) == []
    change_invoice(it, {"state": "replaced"}, by=office.giang)
    assert len(asked(client)) == 1
    assert asked(client, first="2020-01-01", last="2020-12-31") == []
    cancel_order(second, by=office.binh)
    assert len(asked(client, state="placed", first="x")) == 1
    html = client.get(reverse("commerce:invoice_requests")).content.decode()
    assert order.number in html
    assert second.number not in html


def test_only_who_may_export_orders_asks_for_invoices(order, office, client):
    for who, status in ((office.binh, 403), (office.em, 403), (office.giang, 200)):
        client.force_login(who)
        assert client.get(reverse("commerce:invoice_requests")).status_code == status
        assert client.post(reverse("commerce:invoice_request_export")).status_code == status


def test_the_sheet_for_the_accounting_program_is_told_and_waits_for_nobodys_word_alone(
    order, contact, office, client
):
    place_order(by=office.binh, contact=contact, lines=[STEEL])
    client.force_login(office.giang)
    export = reverse("commerce:invoice_request_export")
    assert client.get(export).status_code == 405
    assert client.post(export, {"state": "placed"}).status_code == 200
    told = Event.objects.filter(kind="export.made").latest("pk")
    assert (told.data["rows"], told.actor) == (2, office.giang)
    change_workspace(data_owner_id=office.hanh.pk, export_limit=1)
    assert client.post(export, {"state": "placed"}).status_code == 403
    change_workspace(data_owner_id=office.giang.pk, export_limit=1)
    assert client.post(export, {"state": "placed"}).status_code == 200


def test_the_page_of_requests_costs_the_same_for_two_and_for_ten(contact, office, client):
    client.force_login(office.giang)
    url, told = reverse("commerce:invoice_requests") + "?state=placed", []
    for count in (2, 8):
        for _n in range(count):
            place_order(by=office.binh, contact=contact, lines=[STEEL])
        told.append(questions(lambda: client.get(url)))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("who", "status"), [("binh", 200), ("an", 200), ("chi", 404), ("dung", 404), ("em", 200)]
)
def test_who_sees_the_invoice_of_binhs_order(who, status, order, contact, office, client):
    it, _new = take_invoice({**TOLD, "order_id": order.pk}, by=office.giang)
    client.force_login(getattr(office, who))
    page = client.get(reverse("commerce:invoice", args=[it.pk]))
    assert page.status_code == status
    assert (it.number in client.get(reverse("commerce:invoices")).content.decode()) is (status == 200)  # fmt: skip
    if status == 200:
        assert "8 %" in page.content.decode()
        for url in (
            reverse("commerce:order", args=[order.pk]),
            reverse("records:panels", args=["contact", contact.pk]),
        ):
            assert it.number in client.get(url).content.decode()


def test_an_invoice_is_added_by_hand_by_who_may(order, office, client):
    given = {"number": "7", "issued_on": "2026-11-22", "order_id": order.number, "net": "1000000", "net_currency": "VND", "vat_percent": "8"}  # fmt: skip
    client.force_login(office.binh)
    new = reverse("commerce:invoice_new")
    assert client.post(new, given | {"order_id": "DH-1"}).status_code == 422
    assert client.post(new, given).status_code == 302
    assert Invoice.objects.get().total == 1_080_000
    client.force_login(office.em)
    assert client.post(new, given).status_code == 403


def test_a_sheet_of_the_accounting_program_comes_in_and_comes_again(
    order, firm, office, tmp_path, settings
):
    settings.DATA = tmp_path
    columns = {"Ký hiệu": "series", "Số": "number", "Ngày": "issued_on", "MST": "tax_id", "Đơn": "order_id", "Chưa thuế": "net", "Thuế suất": "vat_percent", "Thuế": "vat", "Tra cứu": "lookup_code"}  # fmt: skip

    def imported(*rows) -> ImportRun:
        file = tmp_path / "hoadon.csv"
        file.write_text("\n".join([",".join(columns), *rows, ""]))
        run = ImportRun(object="invoices", user=office.giang, name=file.name, path=str(file))
        run.mapping = {"columns": columns, "match": "number"}
        go_on(start(run))
        return run

    rows = (
        f"1C26TAA,00000001,22/11/2026,,{order.number},1.000.000,10%,100.000,A1",
        f"1C26TAA,00000002,22/11/2026,{TAX},,500.000,8%,40.000,A2",
        f"1C26TAA,00000002,22/11/2026,{TAX},,200.000,KCT,0,A2",
        "1C26TAA,00000003,22/11/2026,0100109106,,1,8%,,A3",
        "1C26TAA,00000004,22/11/2026,,DH-0,1,8%,,A4",
    )
    run = imported(*rows)
    assert (run.created, run.refused) == (2, 2)
    one, two = Invoice.objects.order_by("number")
    assert (one.order, one.total, one.number) == (order, 1_100_000, "00000001")
    assert (two.company, two.total) == (firm, 740_000)
    assert rates(two) == {Decimal(8): (500_000, 40_000), None: (200_000, 0)}
    again = imported(*rows[:3])
    assert (again.created, again.refused, Invoice.objects.count()) == (0, 0, 2)
    assert fresh(two).total == 740_000
    text = b"".join(export("invoice", [], "csv", by=office.giang)).decode("utf-8-sig")
    assert "00000002" in text


def test_programs_ask_and_tell_by_the_api(order, office, client):
    pay(order, order.total, office.binh)
    listed = call(client, office.giang, "get", "invoice-requests").json()
    assert [one["order_number"] for one in listed["items"]] == [order.number]
    assert listed["items"][0]["lines"][0]["line_net"] == "1000000"
    assert call(client, office.binh, "get", "invoice-requests").status_code == 403
    for wrong in ("state=x", "first=x"):
        assert call(client, office.giang, "get", f"invoice-requests?{wrong}").status_code == 400
    body = {**TOLD, "order_id": order.number}
    made = call(client, office.giang, "post", "invoices/told", body)
    assert (made.status_code, made.json()["total"]) == (201, "1080000")
    assert made.json()["rates"] == RATES
    again = call(client, office.giang, "post", "invoices/told", body | {"state": "cancelled"})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    assert call(client, office.em, "post", "invoices/told", body).status_code == 403
    refused = call(client, office.giang, "post", "invoices/told", body | {"order_id": "DH-0"})
    assert refused.status_code == 400
    one = call(client, office.binh, "get", f"invoices/{made.json()['id']}").json()
    assert (one["state"], one["series"]) == ("cancelled", "1C26TAA")
    assert call(client, office.chi, "get", f"invoices/{one['id']}").status_code == 404


def test_invoices_are_found_filtered_and_counted_flat(order, firm, office, client):
    it, _new = take_invoice({**TOLD, "order_id": order.pk, "lookup_code": "X7K2"}, by=office.giang)
    for text in ("00000123", "x7k2"):
        assert searching.ids_for(office.binh, "invoice", text) == [it.pk], text
    client.force_login(office.binh)
    url, told = reverse("commerce:invoices"), []
    for count in (1, 10):
        for n in range(count):
            add_invoice({"number": f"{count}-{n}", "issued_on": "2026-11-01", "company_id": firm.pk, "net": "5", "vat_percent": ""}, by=office.binh)  # fmt: skip
        told.append(questions(lambda: client.get(url)))
    assert told[0] == told[1]
    for op, value, there in (
        ("is", 8, True), ("above", 7, True), ("between", [9, 10], False), ("in", [8, 10], True),
        ("is_not", 8, False), ("below", 8, False), ("not_empty", None, True),
    ):  # fmt: skip
        rule = {"field": "vat_percent", "op": op} | ({} if value is None else {"value": value})
        html = client.get(url, {"filter": json.dumps(rule)}).content.decode()
        assert ("00000123" in html) is there, (op, value)


def test_invoices_follow_merged_customers_and_say_nothing_of_the_erased(order, contact, office):
    it, _new = take_invoice({**TOLD, "order_id": order.pk, "buyer": "Chị Hồng"}, by=office.giang)
    other = add_contact({"full_name": "Hồng"}, by=office.binh)
    merge_records("contact", other.pk, [contact.pk], by=office.binh)
    assert fresh(it).contact == other
    held = HOLDINGS[Invoice]
    assert held.export(other.pk)[0]["buyer"] == "Chị Hồng"
    held.erase(other.pk)
    assert (fresh(it).buyer, it.number, it.issued_on) == ("", "00000123", date(2026, 11, 22))


@pytest.mark.parametrize("hides", [True, False])
def test_phones_and_mails_of_what_is_to_be_invoiced_leave_masked_for_a_masked_role(
    hides, order, office, client
):
    office.giang.roles.update(masked=hides)
    refresh([office.giang])
    client.force_login(office.giang)
    (row,) = asked(client, state="placed")
    _token, key = add_token(office.giang, name="t", by=None)
    url = "/api/v1/invoice-requests?state=placed"
    (fact,) = client.get(url, headers={"Authorization": f"Bearer {key}"}).json()["items"]
    for told in (row, fact):
        assert ("hong@thepvieta.vn" in told["customer_email"]) is not hides
        assert ("3221" in told["customer_phone"]) is not hides
