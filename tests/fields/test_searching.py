"""Search: every text, name and phone as people type it; rights and hidden fields (product B3, 8)."""

import gzip
import json
import os
import random
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from quen.accounts.actions.rights import refresh
from quen.accounts.models import Role, Share
from quen.commerce.actions.orders import add_order
from quen.fields import searching
from quen.fields.models import SearchPhone, SearchRow
from quen.fields.searching import rows, where
from quen.people.actions import companies, contacts
from quen.people.models import Contact
from tests.commerce.test_orders import STEEL

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("QUEN_TEST_DATA", ""))
THAI = DATA / "faq_iapp_thai" / "valid.jsonl.gz"
NAUGHTY = DATA / "naughty_strings" / "blns.json"


@pytest.fixture(params=[(5000, 5000), (0, 5000), (0, 0)], ids=["few", "many", "much"], autouse=True)
def _seen(request, monkeypatch):
    """Each test as somebody whose few records are looked through, by the index alone, and as somebody
    who sees so much that rows are checked one by one."""
    few, much = request.param
    monkeypatch.setattr(where, "FEW", few)
    monkeypatch.setattr(where, "MUCH", much)
    monkeypatch.setattr(where, "_more", {})


@pytest.fixture
def add(office, stages):
    """Add a contact of Binh's, or of whom `by` says."""

    def add(name="", by=None, **given):
        return contacts.add_contact({"full_name": name, **given}, by=by or office.binh)

    return add


def found(user, text, type_key="contact"):
    return searching.ids_for(user, type_key, text)


def test_the_name_itself_stands_before_longer_names(add, office):
    same = add("Nguyễn Thị Thử")
    longer = add("Nguyễn Thị Hồng Thử")
    assert found(office.binh, "thu nguyen thi") == [same.pk, longer.pk]


@pytest.mark.parametrize("placed", ["2025-03-14", "2026-03-14"])
def test_an_order_of_a_day_is_compared_with_a_customer_of_a_moment(add, office, placed):
    day = date.fromisoformat(placed)
    order = add_order(by=office.binh, contact=add("Lê Thu Hà"), lines=[STEEL], ordered_on=day)
    with time_machine.travel("2025-09-01"):
        add(order.number)
    kinds = [group.type.key for group in searching.find(office.binh, order.number).groups]
    assert kinds == (["order", "contact"] if placed > "2025-09" else ["contact", "order"])


@pytest.mark.parametrize(
    "typed",
    [
        "nguyen anh tuyet",
        "tuyết",
        "TUYET",
        "ánh tuyết",
        "tuyet nguyen",
        "ＴＵＹＥＴ",
        "Nguye\u0302\u0303n",
        "tuy",
        "tu",
        "uyet",
    ],
)
def test_a_vietnamese_name_is_found_however_it_is_typed(add, office, typed):
    it = add("Nguyễn Thị Ánh Tuyết")
    add("Trần Văn Bình")
    assert found(office.binh, typed) == [it.pk]


@pytest.mark.parametrize("typed", ["nguyen thi hong", "NGUYỄN HỒNG", "hồng nguyễn"])
def test_words_match_in_any_order(add, office, typed):
    it = add("Nguyễn Thị Hồng")
    add("Nguyễn Thị Hà")
    assert found(office.binh, typed) == [it.pk]


@pytest.mark.parametrize(("name", "typed"), [("Đặng Mỹ", "dang"), ("Hoà", "hòa"), ("Hòa", "hoà")])
def test_d_with_stroke_and_both_tone_placements_are_the_same_text(add, office, name, typed):
    it = add(name)
    assert found(office.binh, typed) == [it.pk]


def test_an_ranks_exact_names_first(add, office):
    add("Hoàng Anh")
    add("Lan Trần")
    older = add("Nguyễn Văn An")
    newer = add("An Lê")
    anh = add("Vũ Ánh")
    assert found(office.binh, "an")[:2] == [newer.pk, older.pk]
    assert anh.pk in found(office.binh, "an")


def test_own_records_stand_before_those_of_others(add, office):
    mine = add("Lê Hà", by=office.an)
    add("Lê Hà", by=office.chi)
    assert found(office.an, "ha")[0] == mine.pk


@pytest.mark.parametrize("typed", ["ข้าว", "กินข้าว", "กับปลา", "ปลา", "กับ", "ลา", "ป", "ข้", "ข้าวกับ"])
def test_any_part_of_thai_writing_is_found(add, office, typed):
    it = add("กินข้าวกับปลา")
    add("สมชาย วงศ์สุวรรณ")
    assert found(office.binh, typed) == [it.pk]


def test_thai_tone_typos_are_forgiven_at_a_lower_rank(add, office):
    typo = add("กินขาวกับปลา")
    right = add("กินข้าวกับปลา")
    assert found(office.binh, "ข้าว") == [right.pk, typo.pk]
    assert found(office.binh, "ขาวกับ") == [typo.pk, right.pk]


@pytest.mark.skipif(not THAI.is_file(), reason="QUEN_TEST_DATA names no folder with faq_iapp_thai")
def test_any_piece_of_a_whole_thai_article_is_found(office):
    with gzip.open(THAI, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["context"] for line, _ in zip(lines, range(40), strict=False)]
    whole = max(articles, key=len)
    searching.index([_entry(1, "บทความ", job_title=whole), _entry(2, "อื่น", job_title=articles[0])])
    choose = random.Random(7)
    text = whole[:18_000]
    for _ in range(20):
        at, length = choose.randrange(len(text) - 30), choose.randrange(4, 25)
        piece = text[at : at + length].strip()
        hits = SearchRow.objects.filter(pk__in=_candidates(office.giang, piece))
        assert 1 in set(hits.values_list("record_id", flat=True)) or not piece, piece


def _entry(pk, title, phones=(), **text):
    return searching.Entry(
        type="contact", record_id=pk, title=title, at=timezone.now(), text=text, phones=phones
    )


def _candidates(user, text):
    from quen.fields.searching import asking, hits

    return hits.candidates(asking.read(text), asking.scopes(user, ["contact"]), 200)[0]


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "+84 912 345 678",
        "84912345678",
        "912345678",
        "0912.345.678",
        "5678",
        "345678",
        "(+84) 912-345-678",
        "๐๙๑๒๓๔๕๖๗๘",
    ],
)
def test_a_vietnamese_phone_is_found_by_any_spelling_and_any_end(add, office, typed):
    it = add("Hồng", phone="0912345678")
    add("Lan", phone="0903221884")
    assert found(office.binh, typed) == [it.pk]


@pytest.mark.parametrize(
    "typed", ["01634567890", "0334567890", "+841634567890", "7890", "0033 4567 890"[-8:]]
)
def test_an_old_eleven_digit_number_is_the_new_one(add, office, typed):
    it = add("Hồng", phone="01634567890")
    assert found(office.binh, typed) == [it.pk]


@pytest.mark.parametrize("typed", ["+66812345678", "66812345678", "45678", "+66 81-234-5678"])
def test_a_thai_phone_is_found(add, office, typed):
    it = add("สมชาย", phone="+66812345678")
    assert found(office.binh, typed) == [it.pk]


def test_an_end_that_begins_with_zero_is_taken_as_it_stands(add, office):
    it = add("Hồng", phone="0912340567")
    add("Lan", phone="0912341567")
    assert found(office.binh, "0567") == [it.pk]


def test_a_name_and_the_end_of_a_phone_are_found_together(add, office):
    it = add("Hồng", phone="0912345678")
    add("Lan", phone="0922225678")
    assert found(office.binh, "hong 5678") == [it.pk]


@pytest.mark.parametrize(
    "typed", ["hong@thepvieta.vn", "thepvieta", "HONG@", "vieta", "thepvieta.vn", "hong thep"]
)
def test_parts_of_an_e_mail_are_found(contact, add, office, typed):
    add("Lan", email="lan@siamretail.co.th")
    assert found(office.binh, typed) == [contact.pk]


def test_people_are_found_by_company_and_tags(add, office):
    firm = companies.add_company({"name": "Thép Việt Á"}, by=office.binh)
    it = add("Hồng", company_id=firm.pk, tags=["Khách sỉ"])
    add("Hồng")
    assert found(office.binh, "hong thep viet") == [it.pk]
    assert found(office.binh, "khach si") == [it.pk]
    groups = searching.find(office.binh, "thép việt").groups
    assert [(g.type.key, g.hits[0].title) for g in groups] == [
        ("company", "Thép Việt Á"),
        ("contact", "Hồng"),
    ]


def test_people_are_found_by_their_companys_new_name(add, office):
    firm = companies.add_company({"name": "Thép Việt Á"}, by=office.binh)
    it = add("Hồng", company_id=firm.pk)
    companies.change_company(firm, {"name": "Gạo Sóc Trăng"}, by=office.binh)
    assert found(office.binh, "gạo sóc") == [it.pk]
    assert found(office.binh, "thép") == []


def test_the_people_of_a_great_company_follow_in_jobs(add, office, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    firm = companies.add_company({"name": "Thép Việt Á"}, by=office.binh)
    people = [add(f"Hồng {n}", company_id=firm.pk) for n in range(5)]
    companies.change_company(firm, {"name": "Gạo Sóc Trăng"}, by=office.binh)
    assert len(found(office.binh, "gạo")) == 2
    rows.index_later.call("contact", [it.pk for it in people[2:]])
    assert len(found(office.binh, "gạo")) == 5


def test_a_changed_name_is_found_by_the_new_one_only(contact, office):
    contacts.change_contact(contact, {"full_name": "Lê Mai", "phone": "0988777666"}, by=office.binh)
    assert found(office.binh, "nguyễn") == []
    assert found(office.binh, "0903221884") == []
    assert found(office.binh, "lê mai") == [contact.pk]
    assert found(office.binh, "7666") == [contact.pk]


@pytest.mark.parametrize(
    ("who", "sees"),
    [("an", True), ("binh", True), ("chi", False), ("dung", False), ("em", True), ("hanh", True)],
)
@pytest.mark.parametrize("typed", ["hong", "ho", "guyen", "1884", "thepvieta"])
def test_who_finds_binhs_customer(contact, office, who, sees, typed):
    assert bool(found(getattr(office, who), typed)) is sees
    assert bool(searching.find(getattr(office, who), typed).groups) is sees


def test_a_shared_record_is_found(contact, office):
    Share.objects.create(type="contact", record_id=contact.pk, user=office.chi, by=office.giang)
    refresh([office.chi])
    office.chi.refresh_from_db()
    for typed in ("hong", "ho", "guyen", "1884"):
        assert found(office.chi, typed) == [contact.pk], typed


def test_a_hand_over_moves_what_is_found(contact, office):
    contacts.change_contact(contact, {"owner_id": office.dung.pk}, by=office.giang)
    assert found(office.binh, "hong") == []
    assert found(office.dung, "hong") == [contact.pk]


def test_touching_the_reach_moves_what_is_found(contact, office):
    Contact.objects.filter(pk=contact.pk).update(owner=office.dung, team=office.south)
    searching.touch_reach("contact", [contact.pk], office.dung.pk, office.south.pk)
    assert found(office.binh, "hong") == []
    assert found(office.dung, "hong") == [contact.pk]


def test_what_is_in_the_trash_is_not_found_until_it_is_restored(contact, office):
    contacts.trash_contacts([contact], by=office.binh)
    assert found(office.giang, "hong") == found(office.giang, "1884") == []
    contacts.restore_contacts([contact], by=office.binh)
    assert found(office.giang, "hong") == [contact.pk]


def test_a_row_that_outlived_its_record_leaks_nothing(contact, office):
    Contact.objects.filter(pk=contact.pk).update(deleted_at=timezone.now())
    assert found(office.giang, "hong") == []
    assert searching.find(office.giang, "1884").groups == []


@pytest.mark.parametrize(
    ("hidden", "typed"),
    [
        ("contact.phone", "0903221884"),
        ("contact.phone", "1884"),
        ("contact.phone", "hong 1884"),
        ("contact.email", "hong@thepvieta.vn"),
        ("contact.email", "thepvieta"),
        ("contact.email", "vieta"),
        ("contact.email", "nguyen vieta"),
        ("contact.full_name", "nguyen"),
        ("contact.full_name", "guye"),
        ("contact.full_name", "ng"),
    ],
)
def test_sr_06_a_hidden_field_finds_nothing(contact, office, hidden, typed):
    blind(office.em, hidden)
    assert found(office.em, typed) == []
    assert found(office.giang, typed) == [contact.pk]
    assert found(office.em, "hong") == [contact.pk]  # by the name, or by the e-mail that begins so


def test_sr_06_a_hit_does_not_show_a_hidden_field(add, office):
    add("", phone="0903221884", nickname="Còi")
    blind(office.em, "contact.phone")
    (group,) = searching.find(office.em, "còi").groups
    assert "903" not in group.hits[0].title + group.hits[0].subtitle


def blind(user, field):
    hiding = Role.objects.create(
        key="blind", name="blind", grants={"people.view_contact": "all"}, fields={field: "hide"}
    )
    user.roles.set([hiding])
    refresh([user])
    user.refresh_from_db()


def test_only_asked_types_are_found(contact, office):
    companies.add_company({"name": "Hồng Hà"}, by=office.binh)
    both = searching.find(office.binh, "hồng").groups
    assert {g.type.key for g in both} == {"contact", "company"}
    assert [g.type.key for g in searching.find(office.binh, "hồng", ["company"]).groups] == [
        "company"
    ]


def test_a_word_of_the_name_is_found_before_200_others_that_hold_it(office, stages):
    searching.index(_entry(pk, f"Hoàng {pk}", job_title="an") for pk in range(2, 260))
    searching.index([_entry(1, "Lê An")])
    searching.index(_entry(pk, f"Mai {pk}", job_title="an") for pk in range(300, 500))
    ids = _candidates(office.giang, "an")
    assert len(ids) == 200
    assert SearchRow.objects.get(pk=ids[0]).record_id == 1


@pytest.mark.parametrize(
    "typed",
    ["", " ", "%", "_", '"', "'", "\\", "*", "(", "a OR b", "NEAR(a)", "^a", "-", "a:b", "\x00", "#kcontact",
     "' OR 1=1 --", "|", "a & b", "!", "<->", "\ud800", "x" * 5000, "9" * 400, "a " * 300],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_the_search(contact, office, typed):
    assert contact.pk not in found(office.binh, typed)
    searching.find(office.binh, typed)


@pytest.mark.skipif(
    not NAUGHTY.is_file(), reason="QUEN_TEST_DATA names no folder with naughty_strings"
)
def test_the_big_list_of_naughty_strings_is_found_again(office):
    """Takes a second: it writes and finds each of 500 strings."""
    from quen.kit.text import fold

    texts = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    searching.index(_entry(n, text[:200]) for n, text in enumerate(texts, 1))
    for n, text in enumerate(texts, 1):
        hits = _candidates(office.giang, text)
        ids = SearchRow.objects.filter(pk__in=hits).values_list("record_id", flat=True)
        assert not fold(text) or n in set(ids) or len(hits) == 200, text


def test_rebuilding_gives_what_the_changes_gave(add, office):
    firm = companies.add_company({"name": "Thép Việt Á", "phone": "02838221884"}, by=office.binh)
    people = [add(f"Nguyễn {n}", phone=f"09032218{n:02}", tags=["VIP"]) for n in range(8)]
    contacts.change_contact(
        people[0], {"full_name": "กินข้าว", "company_id": firm.pk}, by=office.binh
    )
    contacts.change_contact(people[1], {"owner_id": office.dung.pk}, by=office.giang)
    contacts.trash_contacts(people[2:4], by=office.binh)
    contacts.restore_contacts(people[3:4], by=office.binh)
    before = _everything()
    searching.index(
        [_entry(pk, "Nobody", phones=("+84900000000",)) for pk in (people[2].pk, 10**6)]
    )
    searching.forget("contact", [people[5].pk])
    assert searching.rebuild() == 8
    assert _everything() == before


def _everything():
    columns = (
        "type",
        "record_id",
        "title",
        "norm",
        "loose",
        "words",
        "marks",
        "owner_id",
        "team_id",
    )
    rows = SearchRow.objects.order_by("type", "record_id")
    phones = SearchPhone.objects.order_by("row__type", "row__record_id", "digits")
    return list(rows.values(*columns, "parts")), list(
        phones.values_list("row__record_id", "digits")
    )


def test_a_field_that_the_room_did_not_name_is_refused():
    with pytest.raises(ValueError, match="does not know"):
        searching.index([_entry(1, "x", secret="y")])
