"""Cells as people type them: repaired where that is certain, refused with the row's number where not."""

import pytest

from quen.fields.actions.custom import add_field
from quen.fields.actions.imports import new_import
from quen.fields.importing import running
from quen.fields.importing.mapped import mapped_row
from quen.people.models import Company, Contact
from quen.sales.models import Deal


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def bring_in(user, *lines, object_name="contacts", columns=None, match="", **options):
    run = new_import(object_name, "x.csv", ["\n".join(lines).encode()], by=user)
    run.mapping["columns"] |= columns or {}
    run.mapping |= {"match": match, "options": {"create": ["company"], **options}}
    return running.go_on(running.start(run))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("01234567890", ["+84834567890"]),
        ("903221884", ["+84903221884"]),
        ("0903.221.884 / 0912 345 678", ["+84903221884", "+84912345678"]),
        ("0903221884;0912345678", ["+84903221884", "+84912345678"]),
        ("0903221884, 0912345678", ["+84903221884", "+84912345678"]),
        ("0903221884 - 0912345678", ["+84903221884", "+84912345678"]),
        ("0903221884 hoặc 0912345678", ["+84903221884", "+84912345678"]),
        ("0903221884 ::: 0912345678", ["+84903221884", "+84912345678"]),
        ("0903221884\n0912345678", ["+84903221884", "+84912345678"]),
        ("０９０３２２１８８４", ["+84903221884"]),
        ("๐๙๐๓๒๒๑๘๘๔", ["+84903221884"]),
        ("\u00a00903\u00a0221\u00a0884\u200b", ["+84903221884"]),
    ],
)
def test_phones_are_repaired_and_several_become_several(cell, found, office, stages):
    run = bring_in(office.giang, "name;phone", f'Hồng;"{cell}"')
    assert run.refused == 0, run.refusals.first().reasons
    contact = Contact.objects.get()
    assert [h.normal for h in contact.handles.filter(kind="phone").order_by("id")] == found
    assert contact.phone == found[0]


def test_a_rounded_number_is_refused_with_its_row(office, stages):
    run = bring_in(office.giang, "name;phone", "Mai;0903221884", "Hồng;9.03E+08")
    assert [(row.number, set(row.reasons)) for row in run.refusals.all()] == [(2, {"phone"})]


@pytest.mark.parametrize(
    ("order", "cell", "found"),
    [
        ("", "15/03/2568", "2025-03-15"),
        ("", "๑๕/๐๓/๒๕๖๘", "2025-03-15"),
        ("", "05-04-1990", "1990-04-05"),
        ("mdy", "05/04/1990", "1990-05-04"),
        ("", "1990-04-05", "1990-04-05"),
        ("", "32968", "1990-04-05"),
    ],
)
def test_days_are_read_in_every_order_and_era(order, cell, found, office, stages):
    run = new_import("contacts", "x.csv", [f"name;birthday\nHồng;{cell}".encode()], by=office.giang)
    run.layout = {"order": order}
    running.go_on(running.start(run))
    assert Contact.objects.get().birthday == found


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("5tr", 5_000_000), ("1,2 tỷ", 1_200_000_000), ("12.500.000 đ", 12_500_000), ("๕,๐๐๐", 5000)],
)
def test_money_is_read_as_it_is_said(cell, amount, office, stages, pipeline):
    run = bring_in(office.giang, "name;amount", f"Thép;{cell}", object_name="deals", language="vi")
    assert run.refused == 0, run.refusals.first().reasons
    assert Deal.objects.get().amount == amount


def test_names_keep_their_capitals_and_parts_join_as_the_language_has_it(office, stages):
    run = bring_in(
        office.giang, "Họ và tên đệm;Tên;SĐT", "NGUYỄN THỊ;HỒNG;0903221884", "Trần;Đức;0903221885"
    )
    assert run.created == 2
    assert set(Contact.objects.values_list("full_name", flat=True)) == {
        "NGUYỄN THỊ HỒNG",
        "Trần Đức",
    }


def test_the_parts_of_a_place_become_one_address(office, stages):
    header = "Họ tên;Địa chỉ;Phường/Xã;Quận/Huyện;Tỉnh/TP;Quốc gia"
    bring_in(office.giang, header, "Hồng;12 Lê Lợi;Bến Nghé;Quận 1;TP HCM;Việt Nam")
    place = Contact.objects.get().addresses.get()
    assert (place.street, place.ward, place.district, place.province, place.country) == (
        "12 Lê Lợi", "Bến Nghé", "Quận 1", "TP HCM", "VN",
    )  # fmt: skip


def test_further_phones_are_added_to_those_that_stand(office, stages):
    bring_in(office.giang, "name;email;phone", "Hồng;h@a.vn;0903221884")
    run = bring_in(office.giang, "email;SĐT 2", "h@a.vn;0912345678 / 0903221884", match="email")
    assert run.updated == 1
    held = Contact.objects.get().handles.filter(kind="phone").order_by("id")
    assert [(h.normal, h.primary) for h in held] == [
        ("+84903221884", True),
        ("+84912345678", False),
    ]


def test_one_row_brings_a_person_a_company_and_a_deal_each_once(office, stages, pipeline):
    header = "Person - Name;Person - Phone;Organization - Name;Mã số thuế;Deal - Title;Deal - Value"
    run = bring_in(
        office.giang,
        header,
        "Hồng;0903221884;Thép Việt Á;0314409058;Thép Q4;5tr",
        "Đức;0903221885;Thép Việt Á;0314409058;Thép Q5;6tr",
        "Mai;0903221886;Xi măng;;;",
        language="vi",
    )
    assert run.refused == 0, run.refusals.first().reasons
    assert (run.created, Company.objects.count(), Deal.objects.count()) == (3, 2, 2)
    deal = Deal.objects.get(name="Thép Q4")
    assert (deal.contact.full_name, deal.company.name, deal.amount) == (
        "Hồng", "Thép Việt Á", 5_000_000,
    )  # fmt: skip
    assert deal.company.tax_id == "0314409058"
    again = bring_in(
        office.giang,
        header,
        "Hồng;0903221884;Thép Việt Á;0314409058;Thép Q4;7tr",
        match="phone",
        language="vi",
    )
    assert (again.created, Company.objects.count(), Deal.objects.count()) == (0, 2, 2)


def test_two_columns_go_to_one_field_and_options_fill_the_rest(office, stages):
    add_field("contact", by=office.giang, labels={"en": "Need"}, kind="text", key="need")
    mapping = {
        "columns": {"A": "custom.need", "B": "custom.need", "T": "tags"},
        "values": {"tags": {"KH VIP": "vip"}},
        "options": {"tags": ["moved in"], "owners": ["binh@quen.test", "chi@quen.test"]},
    }
    rows = [mapped_row(mapping, {"A": "x", "B": "y", "T": "KH VIP"}, n) for n in (1, 2, 3)]
    assert rows[0] == {"custom.need": "x y", "tags": "vip, moved in", "owner_id": "binh@quen.test"}
    assert [row["owner_id"][:4] for row in rows] == ["binh", "chi@", "binh"]


def test_letters_that_were_lost_are_refused_and_not_stored(office, stages):
    content = "name;phone\n" + "".join(f"Nguyễn Thị Hồng {n};09032218{n:02}\n" for n in range(60))
    broken = content.encode() + b"Tr\xe1\xba;0912345678\n"
    run = new_import("contacts", "x.csv", [broken], by=office.giang)
    running.go_on(running.start(run))
    assert (run.created, run.refused) == (60, 1)
    assert set(run.refusals.get().reasons) == {"full_name"}


MATCHED = ("name;phone;job title", "Hồng mới;0903221884;Giám đốc")


@pytest.mark.parametrize(
    ("how", "name", "job"),
    [
        ("update", "Hồng mới", "Giám đốc"),
        ("fill", "Hồng", "Giám đốc"),
        ("skip", "Hồng", ""),
    ],
)
def test_what_happens_on_a_match_is_chosen(how, name, job, office, stages):
    bring_in(office.giang, "name;phone", "Hồng;0903221884")
    run = bring_in(office.giang, *MATCHED, match="phone_or_email", on_match=how)
    contact = Contact.objects.get()
    assert (contact.full_name, contact.job_title) == (name, job)
    assert (run.updated, run.skipped) == ((0, 1) if how == "skip" else (1, 0))


def test_a_match_may_be_added_anyway_and_an_unclear_one_is_asked(office, stages):
    bring_in(office.giang, "name;phone;email", "Hồng;0903221884;", "Đức;0903221885;d@a.vn")
    run = bring_in(office.giang, *MATCHED, match="phone", on_match="add")
    assert (run.created, Contact.objects.filter(phone="+84903221884").count()) == (1, 2)
    asked = bring_in(
        office.giang, "name;phone;email", "Ai;0903221884;d@a.vn", match="phone_or_email"
    )
    assert (asked.created, asked.refused) == (0, 1)


def test_nobody_owns_what_is_left_unassigned(office, stages):
    run = bring_in(office.giang, "name;phone", "Hồng;0903221884", unowned=True)
    assert (run.created, Contact.objects.get().owner) == (1, None)
