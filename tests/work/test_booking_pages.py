"""Booking pages in the settings: made, changed, by whom, and what strangers may be asked."""

import pytest
from django.urls import reverse

from quen.fields.actions.custom import add_field
from quen.kit.refused import Refused
from quen.work.actions.booking_pages import add_page, change_page, slug_of
from quen.work.models import BookingPage
from tests.conftest import grants
from tests.counting import questions
from tests.work.booking_stage import KINDS, page_of

pytestmark = pytest.mark.django_db
LIST = "/settings/booking/"
FORM = {
    "title": "Tư vấn miễn phí", "kinds": "30 Gặp lần đầu\n60 Xem mẫu", "before": "0", "after": "15",
    "step": "30", "notice": "4", "ahead": "30", "company_hours": "on", "is_open": "on",
}  # fmt: skip


def give(user, reach, *verbs):
    user.grants = {**user.grants, **grants(reach, verbs, ("work.{}_bookingpage",))}
    user.save()


@pytest.fixture
def binh(office):
    give(office.binh, "own", "view", "add", "change")
    return office.binh


def test_a_page_is_made_by_its_form_with_an_address_of_its_name(binh, client):
    client.force_login(binh)
    answer = client.post(f"{LIST}new/", {**FORM, "hosts": [binh.pk]})
    row = BookingPage.objects.get()
    assert answer["Location"] == f"{LIST}{row.pk}/"
    assert (row.slug, row.owner, row.hours, row.is_open) == ("tu-van-mien-phi", binh, {}, True)
    assert [(k["key"], k["minutes"], k["name"]) for k in row.kinds] == [
        ("k1", 30, "Gặp lần đầu"), ("k2", 60, "Xem mẫu"),
    ]  # fmt: skip
    shown = client.get(answer["Location"]).content.decode()
    assert "/b/tu-van-mien-phi" in shown
    assert "data:image/svg+xml" in shown
    assert "/b/tu-van-mien-phi" in client.get(LIST).content.decode()
    assert client.get("/b/tu-van-mien-phi").status_code == 200


def test_a_page_is_changed_and_its_kinds_keep_their_keys(binh, client):
    row = page_of(binh, kinds=[*KINDS, {"key": "k7", "name": "Xem mẫu", "minutes": 30}])
    client.force_login(binh)
    changed = {
        **FORM, "slug": row.slug, "kinds": "45 Xem mẫu\n20 Gọi", "company_hours": "",
        "day_0": "8:00-12:00", "hosts": [binh.pk], f"weight_{binh.pk}": "3",
    }  # fmt: skip
    assert client.post(f"{LIST}{row.pk}/", changed).status_code == 302
    row.refresh_from_db()
    assert [(k["key"], k["minutes"]) for k in row.kinds] == [("k7", 45), ("k8", 20)]
    assert row.hours == {"0": [["08:00", "12:00"]]}
    assert row.hosts.get().weight == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kinds", "Gặp"), ("kinds", "3 Quá ngắn"), ("title", ""), ("slug", "có dấu"),
        ("step", "1"), ("ahead", "900"), ("company_hours", ""), ("day_limit", "0"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said_at_its_field(binh, client, field, value):
    client.force_login(binh)
    given = {**FORM, "hosts": [binh.pk], "slug": "x", field: value}
    answer = client.post(f"{LIST}new/", given)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not BookingPage.objects.exists()


def test_two_pages_cannot_have_one_address(office):
    page_of(office.binh)
    with pytest.raises(Refused) as refused:
        page_of(office.chi)
    assert "slug" in refused.value.errors


def test_only_who_may_give_tasks_to_others_lets_others_take_meetings(office):
    office.binh.grants.pop("work.assign_task")
    with pytest.raises(Refused) as refused:
        page_of(office.binh, {office.binh: 1, office.chi: 1})
    assert "hosts" in refused.value.errors
    with pytest.raises(Refused, match="may not plan"):
        page_of(office.giang, {office.em: 1})


def test_only_who_manages_fields_decides_what_strangers_are_asked(office, stages):
    field = add_field("contact", by=office.giang, labels={"en": "Need"}, kind="text")
    key = f"custom.{field.key}"
    with pytest.raises(Refused) as refused:
        page_of(office.binh, questions=[key])
    assert "questions" in refused.value.errors
    row = page_of(office.giang, {office.binh: 1}, questions=[key])
    for bad in ("owner_id", "tags", "full_name", "no_such"):
        with pytest.raises(Refused):
            change_page(row, by=office.giang, questions=[bad])
    assert change_page(row, by=office.binh, title="Khác").questions == [key]


def test_who_sees_and_changes_a_page(binh, office, client):
    row = page_of(binh)
    give(office.chi, "own", "view", "change")
    give(office.an, "team", "view")
    cases = ((binh, 200, 302), (office.chi, 404, 404), (office.an, 200, 404), (office.em, 403, 403))
    for user, sees, changes in cases:
        client.force_login(user)
        url = reverse("work:booking_page", args=[row.pk])
        assert client.get(url).status_code == sees, user
        given = {**FORM, "slug": "tu-van", "hosts": [binh.pk], f"weight_{binh.pk}": "1"}
        assert client.post(url, given).status_code == changes, user
        assert (row.title.encode() in client.get(LIST).content) == (sees == 200), user
        row.refresh_from_db()


def test_a_stale_version_is_refused(binh):
    row = page_of(binh)
    change_page(row, by=binh, title="Mới")
    with pytest.raises(Refused) as refused:
        change_page(row, by=binh, title="Cũ", version=1)
    assert refused.value.status == 412


def test_the_list_costs_the_same_with_many_pages(binh, client):
    client.force_login(binh)
    page_of(binh)
    few = questions(lambda: client.get(LIST))
    for n in range(15):
        page_of(binh, slug=f"trang-{n}")
    assert questions(lambda: client.get(LIST)) == few


def test_an_address_is_made_of_a_name_without_diacritics():
    assert slug_of("Tư vấn: sản phẩm Đặc biệt!") == "tu-van-san-pham-dac-biet"


def test_an_unknown_fact_is_a_mistake_of_the_program(office):
    with pytest.raises(TypeError):
        add_page(by=office.binh, colour="red")
