"""Products in every common part: pages, lists, search, import, export, API, trash."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.categories import remove_category, save_category
from quen.commerce.actions.products import (
    add_product,
    change_product,
    restore_products,
    trash_products,
)
from quen.commerce.categories import branches
from quen.commerce.models import Category, Product
from quen.fields import searching
from quen.fields.actions.custom import add_field
from quen.fields.actions.exports import export
from quen.fields.actions.trash import empty_trash
from quen.fields.importing.running import go_on, start
from quen.fields.models import ImportRun
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace
from quen.timeline.models import Event
from tests.counting import questions


@pytest.fixture
def tree(office):
    software = save_category(None, by=office.giang, name="Phần mềm")
    crm = save_category(None, by=office.giang, name="CRM", parent=software)
    return {"software": software, "crm": crm}


def test_a_new_product_takes_the_vat_and_currency_of_the_country(client, office, tree):
    client.force_login(office.giang)
    given = {"name": "Gói Pro", "code": "PRO-1", "price": "1.200.000", "price_currency": "VND"}
    answer = client.post(
        reverse("commerce:product_new"), {**given, "category_id": tree["crm"].pk, "unit": "tháng"}
    )
    assert answer.status_code == 302
    made = Product.objects.get()
    assert (made.vat_percent, made.price, made.currency) == (Decimal(10), Decimal(1_200_000), "VND")
    assert (made.owner_id, made.team_id, made.category) == (None, None, tree["crm"])
    assert Event.objects.get(kind="product.created").data["name"] == "Gói Pro"


def test_thailand_begins_with_its_own_vat_and_a_product_may_have_none(office):
    change_workspace(country="TH", currency="THB")
    assert add_product({"name": "กาแฟ"}, by=office.giang).vat_percent == Decimal(7)
    assert add_product({"name": "หนังสือ", "vat_percent": ""}, by=office.giang).vat_percent is None


def test_everybody_sees_products_and_only_some_change_them(client, office):
    made = add_product({"name": "Thép hộp", "price": "18500"}, by=office.giang)
    for who in (office.binh, office.em):
        client.force_login(who)
        assert b"Th\xc3\xa9p h\xe1\xbb\x99p" in client.get(reverse("commerce:products")).content
        assert client.get(reverse("commerce:product", args=[made.pk])).status_code == 200
        assert client.get(reverse("commerce:product_new")).status_code == 403
        url = reverse("commerce:product_retire", args=[made.pk])
        assert client.post(url).status_code == 403
    made.refresh_from_db()
    assert made.is_active


def test_a_role_without_the_right_sees_no_product(client, office):
    made = add_product({"name": "Thép hộp"}, by=office.giang)
    office.binh.grants.pop("commerce.view_product")
    office.binh.save()
    client.force_login(office.binh)
    assert client.get(reverse("commerce:products")).status_code == 403
    assert client.get(reverse("commerce:product", args=[made.pk])).status_code == 403
    assert not searching.ids_for(office.binh, "product", "thep")


def test_a_product_is_retired_and_offered_again_from_its_page(client, office):
    made = add_product({"name": "Máy in"}, by=office.giang)
    client.force_login(office.giang)
    client.post(reverse("commerce:product_retire", args=[made.pk]))
    assert list(Product.objects.active()) == []
    client.post(reverse("commerce:product_offer", args=[made.pk]))
    assert list(Product.objects.active()) == [made]
    assert Event.objects.filter(kind="product.changed").count() == 2


def test_two_live_products_never_share_a_code(office):
    first = add_product({"name": "Một", "code": "sp 01"}, by=office.giang)
    with pytest.raises(Refused) as refused:
        add_product({"name": "Hai", "code": "SP01"}, by=office.giang)
    assert refused.value.status == 409
    trash_products([first], by=office.giang)
    second = add_product({"name": "Hai", "code": "SP01"}, by=office.giang)
    with pytest.raises(Refused):
        restore_products([first], by=office.giang)
    change_product(second, {"code": ""}, by=office.giang)
    restore_products([first], by=office.giang)
    assert Product.objects.get(pk=first.pk).deleted_at is None


def test_a_filter_on_a_category_finds_what_lies_below_it(client, office, tree):
    add_product({"name": "Gói Pro", "category_id": tree["crm"].pk}, by=office.giang)
    add_product({"name": "Thép hộp"}, by=office.giang)
    client.force_login(office.binh)
    for op, there, gone in (("is", "Gói Pro", "Thép hộp"), ("is_not", "Thép hộp", "Gói Pro")):
        rule = {"field": "category_id", "op": op, "value": tree["software"].pk}
        shown = client.get(reverse("commerce:products"), {"filter": json.dumps(rule)})
        assert there in shown.content.decode()
        assert gone not in shown.content.decode()


def test_products_are_found_by_name_by_code_and_by_their_foreign_name(office):
    made = add_product(
        {"name": "Cà phê rang xay", "code": "CF-250", "name_th": "กาแฟคั่วบด"}, by=office.giang
    )
    for text in ("ca phe rang", "cf-250", "กาแฟ"):
        assert searching.ids_for(office.binh, "product", text) == [made.pk], text


def imported(office, tmp_path, text: str, **mapping) -> ImportRun:
    file = tmp_path / "hang.csv"
    file.write_text(text)
    run = ImportRun(object="products", user=office.giang, name=file.name, path=str(file))
    run.mapping = mapping
    go_on(start(run))
    return run


def test_a_price_sheet_comes_in_and_comes_again_without_doubles(office, tree, tmp_path, settings):
    settings.DATA = tmp_path
    columns = {"Mã hàng": "code", "Tên hàng": "name", "Nhóm": "category", "Đơn giá": "price", "VAT": "vat_percent"}  # fmt: skip
    sheet = "Mã hàng,Tên hàng,Nhóm,Đơn giá,VAT\nA1,Gói Pro,Phần mềm > CRM,1.200.000,8%\nA2,Gói Mini,crm,500k,KCT\n"
    told = {"columns": columns, "match": "code"}
    run = imported(office, tmp_path, sheet, **told)
    assert (run.created, run.refused) == (2, 0)
    pro, mini = Product.objects.order_by("code_key")
    assert (pro.price, pro.vat_percent, pro.category) == (Decimal(1_200_000), 8, tree["crm"])
    assert (mini.price, mini.vat_percent, mini.category) == (Decimal(500_000), None, tree["crm"])
    longer = sheet.replace("500k", "550k") + "A3,Lạ,Mới / Máy in,1,8\n"
    again = imported(office, tmp_path, longer, **told)
    assert (again.created, again.updated, again.refused) == (1, 1, 0)
    mini.refresh_from_db()
    assert mini.price == Decimal(550_000)
    made = Product.objects.get(code="A3").category
    assert (made.name, made.parent.name, made.parent.parent) == ("Máy in", "Mới", None)


def test_who_may_not_make_categories_brings_in_no_new_ones(office, tree, tmp_path, settings):
    settings.DATA = tmp_path
    del office.giang.grants["commerce.manage_categories"]
    told = {"columns": {"Tên": "name", "Nhóm": "category"}, "match": ""}
    run = imported(office, tmp_path, "Tên,Nhóm\nGói Pro,CRM\nLạ,Nhóm lạ\n", **told)
    assert (run.created, run.refused) == (1, 1)
    assert not Category.objects.filter(name="Nhóm lạ").exists()


def test_a_check_of_a_sheet_makes_no_category(office, tree, tmp_path, settings):
    settings.DATA = tmp_path
    file = tmp_path / "hang.csv"
    file.write_text("Tên,Nhóm\nGói Pro,Nhóm lạ\n")
    run = ImportRun(object="products", user=office.giang, name=file.name, path=str(file), dry=True)
    run.mapping = {"columns": {"Tên": "name", "Nhóm": "category"}, "match": ""}
    go_on(start(run))
    assert not Product.objects.exists()
    assert [one.name for one in branches()] == ["Phần mềm", "CRM"]


def test_an_export_holds_what_an_import_understands(office, tree):
    add_product(
        {"name": "Gói Pro", "code": "A1", "category_id": tree["crm"].pk, "price": "1200000"},
        by=office.giang,
    )
    text = b"".join(export("product", [], "csv", by=office.giang)).decode("utf-8-sig")
    assert "Gói Pro" in text
    assert "A1" in text
    assert b"A1" not in b"".join(export("product", [], "csv", by=office.binh))


def test_the_api_reads_writes_and_matches_products_by_code(client, office, tree):
    def call(method, path, body=None, user=office.giang):
        key = add_token(user, name="test", by=user, scope="write")[1]
        facts = {"headers": {"Authorization": f"Bearer {key}"}}
        if body is not None:
            facts |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", **facts)

    item = {"name": "Gói Pro", "code": "A1", "price": {"amount": "10.5", "currency": "USD"}}
    made = call("post", "products", {**item, "category_id": tree["crm"].pk}).json()
    assert (made["price"], made["currency"], made["state"]) == ("10.5", "USD", "active")
    batch = call("post", "products/batch", {"items": [{**item, "unit": "tháng"}], "match": "code"})
    assert batch.json()["items"] == [{"status": 200, "id": made["id"]}]
    assert call("get", "products?q=pro", user=office.em).json()["items"][0]["unit"] == "tháng"
    assert call("post", "products", item, user=office.em).status_code == 403
    paths = [one["path"] for one in call("get", "product-categories").json()["items"]]
    assert paths == ["Phần mềm", "Phần mềm › CRM"]


def test_a_bare_number_changes_a_price_and_not_its_currency(office):
    made = add_product({"name": "Gói", "price": "10", "currency": "USD"}, by=office.giang)
    for given, expected in (
        ("12", (12, "USD")),
        ({"amount": "13", "currency": "THB"}, (13, "THB")),
        ("15000 VND", (15_000, "VND")),
    ):
        made = change_product(made, {"price": given}, by=office.giang)
        assert (made.price, made.currency) == expected, given


def test_a_purged_product_goes_and_the_trash_gives_back_the_others(client, office):
    old, young = (add_product({"name": name}, by=office.giang) for name in ("Cũ", "Mới"))
    trash_products([old, young], by=office.giang)
    Product.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(days=61))
    empty_trash()
    assert [row.pk for row in Product.objects.all()] == [young.pk]


def test_a_category_that_is_used_stays_and_one_without_products_goes(office, tree):
    made = add_product({"name": "Gói Pro", "category_id": tree["crm"].pk}, by=office.giang)
    for category in tree.values():
        with pytest.raises(Refused):
            remove_category(category, by=office.giang)
    change_product(made, {"category_id": None}, by=office.giang)
    remove_category(tree["crm"], by=office.giang)
    assert Category.objects.get(pk=tree["crm"].pk).removed_at is not None
    save_category(None, by=office.giang, name="crm", parent=tree["software"])


def test_a_category_never_stands_below_itself_and_no_two_of_one_name_side_by_side(office, tree):
    with pytest.raises(Refused):
        save_category(tree["software"], by=office.giang, name="Phần mềm", parent=tree["crm"])
    for parent in (None, tree["software"]):
        name = "phan mem" if parent is None else "Crm"
        with pytest.raises(Refused) as refused:
            save_category(None, by=office.giang, name=name, parent=parent)
        assert refused.value.status == 409


def test_categories_are_arranged_in_the_settings_by_who_may(client, office, tree):
    client.force_login(office.giang)
    new = reverse("commerce:category_new")
    assert client.post(new, {"name": "ERP", "parent": tree["software"].pk}).status_code == 302
    shown = client.get(reverse("commerce:categories")).content.decode()
    assert "ERP" in shown
    erp = Category.objects.get(name="ERP")
    assert client.post(reverse("commerce:category", args=[erp.pk]), {"name": ""}).status_code == 422
    client.post(reverse("commerce:category_remove", args=[erp.pk]))
    assert not Category.objects.live().filter(name="ERP").exists()
    client.force_login(office.binh)
    assert client.post(new, {"name": "X"}).status_code == 403


def test_the_list_of_products_costs_the_same_for_two_and_for_twenty(client, office, tree):
    client.force_login(office.binh)
    url, told = reverse("commerce:products"), []
    for start_at, end in ((0, 2), (2, 20)):
        for n in range(start_at, end):
            given = {"name": f"Hàng {n}", "category_id": tree["crm"].pk, "tags": [f"nhãn {n}"]}
            add_product(given, by=office.giang)
        told.append(questions(lambda: client.get(url)))
    assert told[0] == told[1]


def test_a_field_of_ones_own_stands_on_products_like_on_other_records(client, office):
    add_field("product", by=office.giang, key="warranty", kind="number", labels={"en": "Warranty"})
    made = add_product({"name": "Máy in", "custom": {"warranty": 24}}, by=office.giang)
    client.force_login(office.binh)
    assert "Warranty" in client.get(reverse("commerce:product", args=[made.pk])).content.decode()
    rule = {"field": "custom.warranty", "op": "above", "value": 12}
    shown = client.get(reverse("commerce:products"), {"filter": json.dumps(rule)})
    assert "Máy in" in shown.content.decode()


def test_the_palette_finds_a_product_and_opens_a_new_one_for_who_may(client, office):
    add_product({"name": "Máy in hóa đơn"}, by=office.giang)
    client.force_login(office.giang)
    assert "Máy in hóa đơn" in client.get("/palette/", {"q": "may in"}).content.decode()
    new = reverse("commerce:product_new")
    assert new in client.get("/palette/", {"q": "product"}).content.decode()
    client.force_login(office.binh)
    assert new not in client.get("/palette/", {"q": "product"}).content.decode()
